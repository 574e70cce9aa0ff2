package io.easyml.trainer.tree;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.tribuo.Model;

/**
 * Decision trees as flat arrays, one or many: grown, asked, written to a file and read back. {@link #model} makes
 * Tribuo's own model of them, which says the same.
 */
public final class Forest extends TreeEnsemble {

    /** Rows are binned and walked in blocks of so many: their bins fit into the processor's cache. */
    private static final int BLOCK = 4096;

    private final Origin origin;

    /**
     * Where a forest comes from.
     *
     * @param source name, version and hash of the table
     * @param targetStatistics rows per class; or number, smallest, largest, mean and variance of the targets
     */
    public record Origin(
            TreeSettings settings, long seed, String source, int rows, Instant grownAt, List<Double> targetStatistics) {

        public Origin {
            targetStatistics = List.copyOf(targetStatistics);
        }
    }

    Forest(
            List<String> names,
            List<String> labels,
            FeatureBins[] features,
            double[] leaves,
            FlatTree[] trees,
            double[] importances,
            Origin origin) {
        super(names, labels, features, leaves, trees, importances);
        this.origin = origin;
    }

    /**
     * Grows trees.
     *
     * @param progress called after each tree with the part that is done, 0 to 1, from several threads
     * @param cancelled asked between nodes
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public static Forest grow(
            TreeData data,
            TreeSettings settings,
            long seed,
            String source,
            Instant now,
            DoubleConsumer progress,
            BooleanSupplier cancelled) {
        var growth = new ForestGrowth(data, settings, seed);
        var grown = growth.grow(progress, cancelled);
        int width = Math.max(1, data.labels().size());
        var leaves = new LeafValues(width);
        var flat = new FlatTree[grown.length];
        var importances = new double[data.names().size()];
        for (int tree = 0; tree < grown.length; tree++) {
            flat[tree] = grown[tree].flat(leaves);
            var gains = grown[tree].shareOfGain();
            for (int feature = 0; feature < gains.length; feature++) {
                importances[feature] += gains[feature] / grown.length;
            }
        }
        var origin = new Origin(settings, seed, source, data.rows(), now, TargetStatistics.of(data));
        return new Forest(
                data.names(), data.labels(), growth.columns().all(), leaves.toArray(), flat, importances, origin);
    }

    /** The mean of the leaves that each row comes to. */
    @Override
    public double[] predict(int rows, TreeData.Columns columns) {
        int count = features().length;
        int width = width();
        var bins = bins(features(), rows, columns);
        var sums = new double[Math.multiplyExact(rows, width)];
        IntStream.range(0, (rows + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int from = block * BLOCK;
            int to = Math.min(rows, from + BLOCK);
            for (var tree : trees()) {
                new Walk(tree, bins, count, leaves(), width, sums, width, 0).add(from, to);
            }
            for (int i = from * width; i < to * width; i++) {
                sums[i] /= trees().length;
            }
        });
        return sums;
    }

    /** The same as Tribuo holds it: a {@code TreeModel}, or a {@code WeightedEnsembleModel} of them. */
    public Model<?> model() {
        return new TribuoForest(this).model();
    }

    /** Numbers per leaf. */
    int width() {
        return Math.max(1, labels().size());
    }

    public Origin origin() {
        return origin;
    }

    /** Splits and leaves of all trees. */
    public long nodes() {
        return Arrays.stream(trees()).mapToLong(FlatTree::nodes).sum();
    }
}
