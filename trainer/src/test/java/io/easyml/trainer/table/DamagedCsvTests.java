package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes in a table: it is read, or refused, and both in the same way however the file is cut into parts. */
class DamagedCsvTests {

    private static final byte[] ALPHABET = {
        '"',
        '"',
        ',',
        ',',
        '\n',
        '\n',
        '\r',
        '1',
        '9',
        '.',
        '-',
        'e',
        'E',
        ' ',
        'a',
        0,
        (byte) 0xc3,
        (byte) 0xff,
        '+',
        ';'
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aDamagedTableIsReadOrRefusedInOneWay(int seed) throws IOException {
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 150; round++) {
            var text = new StringBuilder("a,b,c\n");
            for (int row = 0; row < 30; row++) {
                text.append(row)
                        .append(",\"x ")
                        .append(row % 3)
                        .append("\",")
                        .append(row * 0.37)
                        .append('\n');
            }
            var bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            var file = Files.write(folder.resolve("table.csv"), bytes);

            var whole = outcome(file, 1, 1 << 18);

            assertThat(outcome(file, 2, 16))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(whole);
        }
    }

    private static String outcome(Path file, int threads, int partBytes) {
        var options = new TableOptions(null, null, null, Map.of(), List.of(), 5L, null);
        try {
            var table = TableReader.open(file, "table.csv", options)
                    .within(new MemoryGuard("table.csv", 1 << 28), threads, partBytes)
                    .read(row -> {});
            var text = new StringBuilder(table.rows() + " rows, " + table.reading());
            for (var column : table.columns()) {
                text.append('\n')
                        .append(column.name())
                        .append(' ')
                        .append(column.type())
                        .append(' ');
                text.append(
                        switch (column) {
                            case Column.Numbers numbers -> java.util.Arrays.toString(numbers.values());
                            case Column.Categories texts -> java.util.Arrays.toString(texts.codes()) + texts.levels();
                        });
            }
            return text.toString();
        } catch (TrainingFailure refused) {
            return refused.code() + " " + refused.getMessage();
        }
    }
}
