package io.easyml.trainer.tree;

import io.easyml.trainer.tree.ForestFile.DamagedFile;
import io.easyml.trainer.tree.TreeSettings.Criterion;
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

/** What stands before the trees in a file: features, classes, origin, importances, leaf values. */
record ForestHeader(Forest forest) {

    private static final int MOST_FEATURES = 1 << 20;
    private static final int MOST_LABELS = 1 << 20;
    private static final int MOST_TREES = 1 << 16;
    private static final int MOST_LEAVES = 1 << 28;
    private static final int LONGEST_TEXT = 1 << 20;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(forest.names().size());
        for (int feature = 0; feature < forest.names().size(); feature++) {
            writeText(forest.names().get(feature), out);
            writeBins(forest.features()[feature], out);
        }
        out.writeInt(forest.labels().size());
        for (var label : forest.labels()) {
            writeText(label, out);
        }
        writeOrigin(forest.origin(), out);
        for (double importance : forest.importances()) {
            out.writeDouble(importance);
        }
        writePlanes(forest.leaves(), forest.width(), out);
        out.writeInt(forest.trees().length);
    }

    /** The header, and the trees behind it. */
    static Forest read(DataInputStream in) throws IOException {
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
        var origin = readOrigin(in, classes);
        var importances = new double[features];
        for (int feature = 0; feature < features; feature++) {
            importances[feature] = share(in.readDouble(), "an importance");
        }
        int width = Math.max(1, classes);
        var leaves = readPlanes(in, width);
        for (double value : leaves) {
            if (classes > 0) {
                share(value, "a share of a class");
            } else {
                finite(value, "a leaf");
            }
        }
        var layout = new TreeLayout(bins.toArray(FeatureBins[]::new), leaves.length / width);
        var trees = new FlatTree[count(in, 1, MOST_TREES, "trees")];
        for (int tree = 0; tree < trees.length; tree++) {
            trees[tree] = layout.read(in);
        }
        return new Forest(names, labels, bins.toArray(FeatureBins[]::new), leaves, trees, importances, origin);
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

    private static void writeOrigin(Forest.Origin origin, DataOutputStream out) throws IOException {
        var settings = origin.settings();
        out.writeInt(settings.trees());
        out.writeInt(settings.maxDepth());
        out.writeInt(settings.minSamplesLeaf());
        out.writeInt(settings.minSamplesSplit());
        out.writeInt(settings.maxFeatures());
        out.writeInt(settings.maxLeafNodes());
        out.writeDouble(settings.minImpurityDecrease());
        out.writeByte(settings.criterion().ordinal());
        out.writeByte((settings.bootstrap() ? 1 : 0) | (settings.randomThresholds() ? 2 : 0));
        out.writeLong(origin.seed());
        out.writeInt(origin.rows());
        writeText(origin.source(), out);
        writeText(origin.grownAt().toString(), out);
        for (double statistic : origin.targetStatistics()) {
            out.writeDouble(statistic);
        }
    }

    private static Forest.Origin readOrigin(DataInputStream in, int classes) throws IOException {
        int trees = count(in, 1, MOST_TREES, "trees");
        int maxDepth = count(in, 1, Integer.MAX_VALUE, "levels");
        int minSamplesLeaf = count(in, 1, Integer.MAX_VALUE, "rows in a leaf");
        int minSamplesSplit = count(in, 0, Integer.MAX_VALUE, "rows in a split");
        int maxFeatures = count(in, 1, MOST_FEATURES, "features of a split");
        int maxLeafNodes = count(in, 0, Integer.MAX_VALUE, "leaves");
        double minImpurityDecrease = finite(in.readDouble(), "a decrease of impurity");
        if (minImpurityDecrease < 0) {
            throw new DamagedFile("a decrease of impurity is below 0");
        }
        int criterion = in.readUnsignedByte();
        if (criterion >= Criterion.values().length) {
            throw new DamagedFile("it has criterion " + criterion);
        }
        int flags = in.readUnsignedByte();
        var settings = new TreeSettings(
                trees,
                maxDepth,
                minSamplesLeaf,
                minSamplesSplit,
                maxFeatures,
                maxLeafNodes,
                minImpurityDecrease,
                Criterion.values()[criterion],
                (flags & 1) != 0,
                (flags & 2) != 0);
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
        return new Forest.Origin(settings, seed, source, rows, grownAt, statistics);
    }

    /** All first bytes of the numbers, then all second bytes, and so on: like stands beside like. */
    private static void writePlanes(double[] values, int width, DataOutputStream out) throws IOException {
        out.writeInt(values.length / width);
        for (int shift = 56; shift >= 0; shift -= 8) {
            for (double value : values) {
                out.write((int) (Double.doubleToRawLongBits(value) >>> shift));
            }
        }
    }

    private static double[] readPlanes(DataInputStream in, int width) throws IOException {
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

    private static double finite(double value, String what) throws DamagedFile {
        if (!Double.isFinite(value)) {
            throw new DamagedFile(what + " is " + value);
        }
        return value;
    }

    private static double share(double value, String what) throws DamagedFile {
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
