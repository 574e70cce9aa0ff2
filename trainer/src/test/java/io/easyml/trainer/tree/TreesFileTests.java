package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.trainer.tree.KnownProblems.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreesFileTests {

    private static final int HEAD = TreesFile.MAGIC.length + 2;

    private final Sample sample = new KnownProblems().waveform(200);
    private final Forest forest = ForestTests.grow(sample.data(), Settings.forest(sample, 9));

    @ParameterizedTest
    @MethodSource("io.easyml.trainer.tree.ForestTests#everyKind")
    void whatIsReadIsWhatWasWritten(Sample any) throws IOException {
        var written = ForestTests.grow(any.data(), Settings.forest(any, 9));
        var read = read(ForestTests.bytes(written));

        assertThat(read.predict(any.rows(), feature -> any.x()[feature]))
                .isEqualTo(written.predict(any.rows(), feature -> any.x()[feature]));
        assertThat(read.origin()).isEqualTo(written.origin());
        assertThat(read.names()).isEqualTo(written.names());
        assertThat(read.labels()).isEqualTo(written.labels());
        assertThat(read.importances()).isEqualTo(written.importances());
        assertThat(ForestTests.bytes(read)).isEqualTo(ForestTests.bytes(written));
        assertThat(TreesModel.of(read).getProvenance())
                .isEqualTo(TreesModel.of(written).getProvenance());
    }

    @Test
    void treesOfOneLeafAndOfLimitedLeavesAreWrittenToo() throws IOException {
        var stump = new Settings(Settings.tree(sample)).minImpurityDecrease(9).get();
        var limited = new Settings(Settings.forest(sample, 3)).maxLeafNodes(5).get();
        for (var settings : new TreeSettings[] {stump, limited}) {
            var grown = ForestTests.grow(sample.data(), settings);
            assertThat(read(ForestTests.bytes(grown)).predict(200, feature -> sample.x()[feature]))
                    .isEqualTo(grown.predict(200, feature -> sample.x()[feature]));
        }
    }

    @Test
    void aNodeTakesTwoBytesOrLess() throws IOException {
        // where Tribuo's protobuf takes about 280
        long thresholds = Arrays.stream(forest.features())
                .mapToLong(bins -> bins.thresholds().length)
                .sum();
        assertThat(ForestTests.bytes(forest).length).isLessThan((int) (1500 + 8 * thresholds + 2 * forest.nodes()));
    }

    @Test
    void aFileThatIsCutOffIsRefusedWhereverItIs() throws IOException {
        var bytes = ForestTests.bytes(forest);
        for (int length = 0; length < bytes.length; length += 1 + length / 50) {
            refused(Arrays.copyOf(bytes, length));
        }
        refused(Arrays.copyOf(bytes, bytes.length - 1));
    }

    @Test
    void aFileWithAChangedByteIsRefused() throws IOException {
        var bytes = ForestTests.bytes(forest);
        // beyond the gzip header's time, flags and operating system, which change nothing
        for (int at = HEAD + 10; at < bytes.length; at += 1 + bytes.length / 400) {
            var changed = bytes.clone();
            changed[at] ^= 0x10;
            try {
                var read = read(changed);
                assertThat(ForestTests.bytes(read)).as("changed at " + at).isEqualTo(bytes);
            } catch (IOException refused) {
                assertThat(refused).hasMessageStartingWith("model.trees is damaged: ");
            }
        }
    }

    /** Packed anew, so that the checksum is right and only the checks of the content are left. */
    @Test
    void wrongNumbersWithinAreRefusedOrHarmless() throws IOException {
        var body = unpacked(ForestTests.bytes(forest));
        for (int at = 0; at < body.length; at += 1 + body.length / 1500) {
            for (int flip : new int[] {0x80, 0xff, 0x01}) {
                var changed = body.clone();
                changed[at] ^= (byte) flip;
                try {
                    read(packed(changed)).predict(200, feature -> sample.x()[feature]);
                } catch (IOException refused) {
                    assertThat(refused).hasMessageStartingWith("model.trees is damaged: ");
                }
            }
        }
    }

    @Test
    void anotherFileAndANewerOneAreToldApart() throws IOException {
        var bytes = ForestTests.bytes(forest);
        bytes[HEAD - 1] = 3;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("has format 3, but this EasyML reads formats 1 and 2");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read("PK something else".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .withMessage("model.trees is not a model.trees file.");
    }

    @Test
    void whatStandsBehindTheLastTreeIsRefused() throws IOException {
        var body = unpacked(ForestTests.bytes(forest));
        refused(packed(Arrays.copyOf(body, body.length + 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, 1 << 20})
    void aCountThatNothingFollowsTakesNoMemory(int count) throws IOException {
        var bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeInt(count);
        refused(packed(bytes.toByteArray()));
    }

    @Test
    void aFileThatUnpacksToMoreThanItMayIsRefused() throws IOException {
        var bytes = ForestTests.bytes(forest);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TreesFile.read(new ByteArrayInputStream(bytes), "model.trees", bytes.length))
                .withMessageContaining("unpacks to far more than");
    }

    private static ByteArrayInputStream body(byte[] bytes) {
        return new ByteArrayInputStream(bytes, HEAD, bytes.length - HEAD);
    }

    private static byte[] packed(byte[] body) throws IOException {
        return packed(ForestHeader.VERSION, body);
    }

    static byte[] unpacked(byte[] bytes) throws IOException {
        return new GZIPInputStream(body(bytes)).readAllBytes();
    }

    static byte[] packed(int version, byte[] body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(TreesFile.MAGIC);
        out.writeShort(version);
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(body);
        }
        return bytes.toByteArray();
    }

    private static Forest read(byte[] bytes) throws IOException {
        return (Forest) TreesFile.read(new ByteArrayInputStream(bytes), "model.trees", 1 << 26);
    }

    private static void refused(byte[] bytes) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(bytes));
    }
}
