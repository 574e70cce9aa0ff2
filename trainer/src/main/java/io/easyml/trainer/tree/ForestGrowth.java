package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreeSettings.Criterion;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Grows the trees of a forest, on all processors; what tree i becomes depends on the seed and on i alone. */
final class ForestGrowth {

    /** Beyond this, the mean of the targets is taken off them: as a multiple of their deviation. */
    private static final double FAR_FROM_ZERO = 1000;

    private final TreeData data;
    private final TreeSettings settings;
    private final long seed;
    private final BinnedColumns columns;
    private final boolean[] missingIn;
    private final int compactSize;
    private final double centre;
    private final double @Nullable [] targets;
    private final ConcurrentLinkedQueue<byte[][]> compactColumns = new ConcurrentLinkedQueue<>();

    ForestGrowth(TreeData data, TreeSettings settings, long seed) {
        this.data = data;
        this.settings = settings;
        this.seed = seed;
        this.columns = BinnedColumns.of(data.names().size(), data.columns()::column);
        this.missingIn = new boolean[columns.features()];
        for (int feature = 0; feature < missingIn.length; feature++) {
            missingIn[feature] = columns.feature(feature).missing() > 0;
        }
        this.compactSize = TreeGrower.compactSize(data.rows(), columns.features(), settings.maxFeatures());
        this.centre = data.values() == null ? 0 : centre(data.values());
        this.targets = targets();
    }

    private static double centre(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        return Math.abs(mean) > FAR_FROM_ZERO * Math.sqrt(squares) ? mean : 0;
    }

    private double @Nullable [] targets() {
        if (data.values() != null) {
            return centre == 0
                    ? data.values()
                    : Arrays.stream(data.values()).map(value -> value - centre).toArray();
        }
        return weighted() || data.rows() > TwoClassCounts.MOST_ROWS
                ? Arrays.stream(data.classCodes()).asDoubleStream().toArray()
                : null;
    }

    private boolean weighted() {
        return data.weights() != null;
    }

    BinnedColumns columns() {
        return columns;
    }

    /** @param progress called after each tree with the part that is done, from several threads */
    GrownTree[] grow(DoubleConsumer progress, BooleanSupplier cancelled) {
        var grown = new AtomicInteger();
        return IntStream.range(0, settings.trees())
                .parallel()
                .mapToObj(tree -> {
                    var result = growOne(tree, cancelled);
                    progress.accept((double) grown.incrementAndGet() / settings.trees());
                    return result;
                })
                .toArray(GrownTree[]::new);
    }

    private GrownTree growOne(int tree, BooleanSupplier cancelled) {
        var draws = Draws.ofTree(seed, tree);
        var drawn = drawRows(draws);
        var rows = rowsOf(drawn);
        var lent = compactColumns.poll();
        var compact = lent == null ? TreeGrower.compactColumns(compactSize, columns.features()) : lent;
        var result = new TreeGrower(columns, sums(rows, drawn), settings, draws, compact, cancelled).grow(rows.length);
        compactColumns.add(compact);
        return result;
    }

    /** How often each row takes part. A row drawn more than 255 times would need a table of more rows than there are. */
    private byte[] drawRows(Draws draws) {
        int count = data.rows();
        var drawn = new byte[count];
        if (settings.bootstrap()) {
            for (int i = 0; i < count; i++) {
                drawn[draws.below(count)]++;
            }
        } else {
            Arrays.fill(drawn, (byte) 1);
        }
        return drawn;
    }

    private int[] rowsOf(byte[] drawn) {
        var weights = data.weights();
        var rows = new int[drawn.length];
        int count = 0;
        for (int row = 0; row < drawn.length; row++) {
            rows[count] = row;
            count += drawn[row] != 0 && (weights == null || weights[row] > 0) ? 1 : 0;
        }
        return count == 0 ? new int[] {0} : Arrays.copyOf(rows, count);
    }

    private NodeSums sums(int[] rows, byte[] drawn) {
        int least = settings.minSamplesLeaf();
        boolean entropy = settings.criterion() == Criterion.ENTROPY;
        if (data.labels().size() == 2 && targets == null) {
            return new TwoClassCounts(rows, data.classCodes(), drawn, compactSize, entropy, least, missingIn);
        }
        var weights = weights(rows, drawn);
        return targets != null && data.labels().size() <= 2
                ? new ValueSums(rows, targets, weights, compactSize, settings.criterion(), centre, least, missingIn)
                : new ClassCounts(
                        rows, data.classCodes(), weights, data.labels().size(), compactSize, entropy, least, missingIn);
    }

    private double[] weights(int[] rows, byte[] drawn) {
        var own = data.weights();
        var weights = new double[drawn.length];
        for (int row : rows) {
            weights[row] = Math.max(1, drawn[row] & 0xff) * (own == null ? 1 : own[row]);
        }
        return weights;
    }
}
