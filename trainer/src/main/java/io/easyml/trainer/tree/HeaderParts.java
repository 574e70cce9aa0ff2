package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreesFile.DamagedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Parts of headers that all kinds of trees have. What is read is believed nothing. */
final class HeaderParts {

    static final int MOST_FEATURES = 1 << 20;
    static final int MOST_TREES = 1 << 24;
    private static final int MOST_LABELS = 1 << 20;
    private static final int MOST_LEAVES = 1 << 28;
    private static final int LONGEST_TEXT = 1 << 20;

    private HeaderParts() {}

    /** What trees are asked about, and what they answer. */
    record Domain(List<String> names, FeatureBins[] features, List<String> labels) {

        void write(DataOutputStream out) throws IOException {
            out.writeInt(names.size());
            for (int feature = 0; feature < names.size(); feature++) {
                writeText(names.get(feature), out);
                writeBins(features[feature], out);
            }
            out.writeInt(labels.size());
            for (var label : labels) {
                writeText(label, out);
            }
        }

        static Domain read(DataInputStream in) throws IOException {
            int features = count(in, 1, MOST_FEATURES, "features");
            var names = new ArrayList<String>();
            var bins = new ArrayList<FeatureBins>();
            for (int feature = 0; feature < features; feature++) {
                names.add(readText(in));
                bins.add(readBins(in));
            }
            distinct(names, "features");
            int classes = count(in, 0, MOST_LABELS, "classes");
            var labels = new ArrayList<String>();
            for (int label = 0; label < classes; label++) {
                labels.add(readText(in));
            }
            distinct(labels, "classes");
            if (classes == 1) {
                throw new DamagedFile("it has one class");
            }
            return new Domain(names, bins.toArray(FeatureBins[]::new), labels);
        }
    }

    /** Where trees come from. */
    record Source(long seed, int rows, String source, Instant grownAt, List<Double> targetStatistics) {

        void write(DataOutputStream out) throws IOException {
            out.writeLong(seed);
            out.writeInt(rows);
            writeText(source, out);
            writeText(grownAt.toString(), out);
            for (double statistic : targetStatistics) {
                out.writeDouble(statistic);
            }
        }

        static Source read(DataInputStream in, int classes) throws IOException {
            long seed = in.readLong();
            int rows = count(in, 1, Integer.MAX_VALUE, "rows");
            var source = readText(in);
            Instant grownAt;
            try {
                grownAt = Instant.parse(readText(in));
            } catch (DateTimeException noInstant) {
                throw new DamagedFile("its time is none");
            }
            List<Double> statistics = new ArrayList<>();
            for (int i = 0; i < (classes == 0 ? 5 : classes); i++) {
                statistics.add(finite(in.readDouble(), "a statistic of the target"));
            }
            return new Source(seed, rows, source, grownAt, statistics);
        }
    }

    static double[] readImportances(DataInputStream in, int features) throws IOException {
        var importances = new double[features];
        for (int feature = 0; feature < features; feature++) {
            importances[feature] = share(in.readDouble(), "an importance");
        }
        return importances;
    }

    static void writeNumbers(double[] numbers, DataOutputStream out) throws IOException {
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    private static void writeBins(FeatureBins bins, DataOutputStream out) throws IOException {
        out.writeInt(bins.present());
        out.writeInt(bins.missing());
        out.writeDouble(bins.min());
        out.writeDouble(bins.max());
        out.writeDouble(bins.mean());
        out.writeDouble(bins.sumSquares());
        out.writeByte(bins.thresholds().length);
        for (double threshold : bins.thresholds()) {
            out.writeDouble(threshold);
        }
    }

    private static FeatureBins readBins(DataInputStream in) throws IOException {
        int present = count(in, 0, Integer.MAX_VALUE, "rows with a value");
        int missing = count(in, 0, Integer.MAX_VALUE, "rows without a value");
        double min = finite(in.readDouble(), "a smallest value");
        double max = finite(in.readDouble(), "a largest value");
        double mean = finite(in.readDouble(), "a mean");
        double squares = in.readDouble();
        int count = in.readUnsignedByte();
        if (count >= BinnedColumns.MOST_BINS) {
            throw new DamagedFile("a feature has " + count + " thresholds");
        }
        var thresholds = new double[count];
        for (int i = 0; i < count; i++) {
            thresholds[i] = finite(in.readDouble(), "a threshold");
            if (i > 0 && thresholds[i] <= thresholds[i - 1]) {
                throw new DamagedFile("thresholds do not ascend");
            }
        }
        return new FeatureBins(thresholds, present, missing, min, max, mean, squares);
    }

    /** All first bytes of the numbers, then all second bytes, and so on: like stands beside like. */
    static void writePlanes(double[] values, int width, DataOutputStream out) throws IOException {
        out.writeInt(values.length / width);
        for (int shift = 56; shift >= 0; shift -= 8) {
            for (double value : values) {
                out.write((int) (Double.doubleToRawLongBits(value) >>> shift));
            }
        }
    }

    static double[] readPlanes(DataInputStream in, int width) throws IOException {
        int count = count(in, 1, MOST_LEAVES, "leaf values");
        if ((long) count * width > MOST_LEAVES) {
            throw new DamagedFile("it has " + count + " leaf values of " + width + " numbers");
        }
        var first = bytes(in, count * width);
        var bits = new long[first.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (long) first[i] << 56;
        }
        for (int shift = 48; shift >= 0; shift -= 8) {
            var plane = bytes(in, bits.length);
            for (int i = 0; i < bits.length; i++) {
                bits[i] |= (plane[i] & 0xffL) << shift;
            }
        }
        var values = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Double.longBitsToDouble(bits[i]);
        }
        return values;
    }

    /** Reads so many bytes; the array grows as they arrive. */
    static byte[] bytes(DataInputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    static int count(DataInputStream in, int least, int most, String of) throws IOException {
        int count = in.readInt();
        if (count < least || count > most) {
            throw new DamagedFile("it has " + count + " " + of);
        }
        return count;
    }

    static double finite(double value, String what) throws DamagedFile {
        if (!Double.isFinite(value)) {
            throw new DamagedFile(what + " is " + value);
        }
        return value;
    }

    static double share(double value, String what) throws DamagedFile {
        if (!(value >= 0 && value <= 1 + 1e-9)) {
            throw new DamagedFile(what + " is " + value);
        }
        return value;
    }

    private static void distinct(List<String> names, String of) throws DamagedFile {
        if (new HashSet<>(names).size() < names.size()) {
            throw new DamagedFile("two of its " + of + " have the same name");
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        var bytes = bytes(in, count(in, 0, LONGEST_TEXT, "bytes in a name"));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new DamagedFile("a name is not UTF-8");
        }
    }
}
