package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreeSettings.Criterion;
import io.easyml.trainer.tree.TreesFile.DamagedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What stands before the trees of a forest in a file: features, classes, origin, importances, leaf values. */
record ForestHeader(Forest forest) implements TreesHeader {

    static final int VERSION = 1;

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public FlatTree[] trees() {
        return forest.trees();
    }

    @Override
    public TreeLayout layout() {
        return TreeLayout.shared(forest.features(), forest.leaves().length / forest.width());
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
        new HeaderParts.Domain(forest.names(), forest.features(), forest.labels()).write(out);
        var origin = forest.origin();
        writeSettings(origin.settings(), out);
        new HeaderParts.Source(
                        origin.seed(), origin.rows(), origin.source(), origin.grownAt(), origin.targetStatistics())
                .write(out);
        HeaderParts.writeNumbers(forest.importances(), out);
        HeaderParts.writePlanes(forest.leaves(), forest.width(), out);
        out.writeInt(forest.trees().length);
    }

    /** The header, and the trees behind it. */
    static Forest read(DataInputStream in) throws IOException {
        var domain = HeaderParts.Domain.read(in);
        int classes = domain.labels().size();
        var settings = readSettings(in);
        var source = HeaderParts.Source.read(in, classes);
        var importances = HeaderParts.readImportances(in, domain.names().size());
        int width = Math.max(1, classes);
        var leaves = HeaderParts.readPlanes(in, width);
        for (double value : leaves) {
            if (classes > 0) {
                HeaderParts.share(value, "a share of a class");
            } else {
                HeaderParts.finite(value, "a leaf");
            }
        }
        var trees = TreeLayout.shared(domain.features(), leaves.length / width).readAll(in);
        var origin = new Forest.Origin(
                settings, source.seed(), source.source(), source.rows(), source.grownAt(), source.targetStatistics());
        return new Forest(domain.names(), domain.labels(), domain.features(), leaves, trees, importances, origin);
    }

    private static void writeSettings(TreeSettings settings, DataOutputStream out) throws IOException {
        out.writeInt(settings.trees());
        out.writeInt(settings.maxDepth());
        out.writeInt(settings.minSamplesLeaf());
        out.writeInt(settings.minSamplesSplit());
        out.writeInt(settings.maxFeatures());
        out.writeInt(settings.maxLeafNodes());
        out.writeDouble(settings.minImpurityDecrease());
        out.writeByte(settings.criterion().ordinal());
        out.writeByte((settings.bootstrap() ? 1 : 0) | (settings.randomThresholds() ? 2 : 0));
    }

    private static TreeSettings readSettings(DataInputStream in) throws IOException {
        int trees = HeaderParts.count(in, 1, HeaderParts.MOST_TREES, "trees");
        int maxDepth = HeaderParts.count(in, 1, Integer.MAX_VALUE, "levels");
        int minSamplesLeaf = HeaderParts.count(in, 1, Integer.MAX_VALUE, "rows in a leaf");
        int minSamplesSplit = HeaderParts.count(in, 0, Integer.MAX_VALUE, "rows in a split");
        int maxFeatures = HeaderParts.count(in, 1, HeaderParts.MOST_FEATURES, "features of a split");
        int maxLeafNodes = HeaderParts.count(in, 0, Integer.MAX_VALUE, "leaves");
        double minImpurityDecrease = HeaderParts.finite(in.readDouble(), "a decrease of impurity");
        if (minImpurityDecrease < 0) {
            throw new DamagedFile("a decrease of impurity is below 0");
        }
        int criterion = in.readUnsignedByte();
        if (criterion >= Criterion.values().length) {
            throw new DamagedFile("it has criterion " + criterion);
        }
        int flags = in.readUnsignedByte();
        return new TreeSettings(
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
    }
}
