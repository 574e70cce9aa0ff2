package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreesFile.DamagedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What stands before boosted trees in a file: features, classes, origin, importances, start, leaf values. */
record BoostedHeader(BoostedTrees boosted) implements TreesHeader {

    static final int VERSION = 2;

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public FlatTree[] trees() {
        return boosted.trees();
    }

    @Override
    public TreeLayout layout() {
        return TreeLayout.inOrder(boosted.features(), boosted.leaves().length);
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
        new HeaderParts.Domain(boosted.names(), boosted.features(), boosted.labels()).write(out);
        var origin = boosted.origin();
        writeSettings(origin.settings(), out);
        new HeaderParts.Source(
                        origin.seed(), origin.rows(), origin.source(), origin.grownAt(), origin.targetStatistics())
                .write(out);
        HeaderParts.writeNumbers(boosted.importances(), out);
        HeaderParts.writeNumbers(boosted.start(), out);
        HeaderParts.writePlanes(boosted.leaves(), 1, out);
        out.writeInt(boosted.trees().length);
    }

    /** The header, and the trees behind it. */
    static BoostedTrees read(DataInputStream in) throws IOException {
        var domain = HeaderParts.Domain.read(in);
        int classes = domain.labels().size();
        var settings = readSettings(in);
        var source = HeaderParts.Source.read(in, classes);
        var importances = HeaderParts.readImportances(in, domain.names().size());
        var start = new double[classes <= 2 ? 1 : classes];
        for (int output = 0; output < start.length; output++) {
            start[output] = HeaderParts.finite(in.readDouble(), "a start");
        }
        var leaves = HeaderParts.readPlanes(in, 1);
        for (double value : leaves) {
            HeaderParts.finite(value, "a leaf");
        }
        var trees = TreeLayout.inOrder(domain.features(), leaves.length).readAll(in);
        if (trees.length % start.length != 0) {
            throw new DamagedFile("it has " + trees.length + " trees for " + start.length + " classes");
        }
        var origin = new BoostedTrees.Origin(
                settings, source.seed(), source.source(), source.rows(), source.grownAt(), source.targetStatistics());
        return new BoostedTrees(
                domain.names(), domain.labels(), domain.features(), start, leaves, trees, importances, origin);
    }

    private static void writeSettings(BoostingSettings settings, DataOutputStream out) throws IOException {
        out.writeInt(settings.rounds());
        out.writeInt(settings.maxDepth());
        out.writeDouble(settings.learningRate());
        out.writeDouble(settings.minChildWeight());
        out.writeDouble(settings.subsample());
        out.writeDouble(settings.columnSample());
        out.writeDouble(settings.gamma());
        out.writeDouble(settings.alpha());
        out.writeDouble(settings.lambda());
    }

    private static BoostingSettings readSettings(DataInputStream in) throws IOException {
        int rounds = HeaderParts.count(in, 1, HeaderParts.MOST_TREES, "rounds");
        int maxDepth = HeaderParts.count(in, 1, Integer.MAX_VALUE, "levels");
        return new BoostingSettings(
                rounds,
                HeaderParts.finite(in.readDouble(), "a learning rate"),
                maxDepth,
                HeaderParts.finite(in.readDouble(), "a weight of a child"),
                HeaderParts.finite(in.readDouble(), "a part of the rows"),
                HeaderParts.finite(in.readDouble(), "a part of the features"),
                HeaderParts.finite(in.readDouble(), "gamma"),
                HeaderParts.finite(in.readDouble(), "alpha"),
                HeaderParts.finite(in.readDouble(), "lambda"));
    }
}
