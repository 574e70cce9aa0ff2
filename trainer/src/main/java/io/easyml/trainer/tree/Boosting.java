package io.easyml.trainer.tree;

import io.easyml.trainer.tree.BoostedNode.Grown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Gradient boosting as XGBoost does it (Chen and Guestrin 2016): rounds of trees, each grown on the first and second
 * derivatives of the loss of what the trees before it say. With the same data, settings and seed the trees are the same,
 * whatever the number of threads.
 */
public final class Boosting {

    private final TreeData given;
    private final TreeData training;
    private final List<Judged> judged;
    private final BoostingSettings settings;
    private final long seed;
    private final BoostingLoss loss;
    private final double[] start;
    private final BinnedColumns columns;
    private final PackedBins bins;
    private final Penalties penalties;
    private final ConcurrentLinkedQueue<long[]> histograms = new ConcurrentLinkedQueue<>();

    /** Looks on, and says when it is enough. */
    public interface Rounds {

        /** Whether the losses after a round, counted from 0, are to be computed. */
        boolean wantsLosses(int round);

        /**
         * Hears that a round is over.
         *
         * @param losses of the training rows, then of each of the judged tables; empty if they were not wanted. Of numbers
         *     the root of the mean squared error, of classes the log loss in nats
         * @return the number of rounds to keep, if this is the last; otherwise 0
         */
        int ended(int round, double[] losses);
    }

    /** A table that trees are not grown on, with what they say of its rows. */
    private record Judged(TreeData data, byte[] bins, double[] margins) {}

    /** @param judged tables whose losses are to be seen; with the features and labels of {@code training} */
    public Boosting(TreeData training, List<TreeData> judged, BoostingSettings settings, long seed) {
        this.loss = BoostingLoss.of(training);
        this.given = training;
        this.training = loss.scaled(training);
        this.start = loss.start(training);
        this.settings = settings;
        this.seed = seed;
        this.columns = BinnedColumns.of(training.names().size(), training.columns()::column);
        this.bins = new PackedBins(columns);
        this.judged = judged.stream()
                .map(data -> new Judged(
                        loss.scaled(data),
                        TreeEnsemble.bins(columns.all(), data.rows(), data.columns()),
                        BoostingLoss.margins(start, data.rows())))
                .toList();
        this.penalties = new Penalties(
                settings.learningRate(),
                settings.maxDepth(),
                settings.minChildWeight(),
                loss.scaled(settings.gamma(), 2),
                loss.scaled(settings.alpha(), 1),
                settings.lambda());
    }

    /**
     * Grows the trees.
     *
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public BoostedTrees grow(String source, Instant now, Rounds rounds, BooleanSupplier cancelled) {
        try (var helpers = new AwakeHelpers()) {
            return growHelped(source, now, rounds, cancelled);
        }
    }

    private BoostedTrees growHelped(String source, Instant now, Rounds rounds, BooleanSupplier cancelled) {
        int outputs = loss.outputs();
        var margins = BoostingLoss.margins(start, training.rows());
        var first = new float[outputs][training.rows()];
        var second = new float[outputs][training.rows()];
        var pairs = new long[training.rows()];
        var order = new int[training.rows()];
        var aside = new int[training.rows()];
        var leaves = new LeafList();
        var grown = new ArrayList<Grown>();
        int kept = 0;
        for (int round = 0; kept == 0; round++) {
            loss.derivatives(training, margins, first, second);
            for (int output = 0; output < outputs; output++) {
                var draws = Draws.ofTree(seed, grown.size());
                var features = bins.selection(drawFeatures(draws));
                int count = drawRows(draws, order);
                var gradients = new GradientPairs(first[output], second[output], pairs);
                var grower = new BoostedTreeGrower(
                        columns, bins, gradients, penalties, features, order, aside, histograms, cancelled);
                grown.add(grower.finish(grower.grow(count), leaves, margins, output, outputs));
                var tree = grown.getLast().tree();
                // what was not drawn stands behind, and has not met the tree yet
                addOthers(tree, leaves, order, count, margins, output);
                addJudged(tree, leaves, output);
            }
            int enough = rounds.ended(round, rounds.wantsLosses(round) ? losses(margins) : new double[0]);
            kept = enough == 0 && round + 1 == settings.rounds() ? settings.rounds() : enough;
        }
        return trees(grown.subList(0, kept * outputs), leaves, source, now);
    }

    private BoostedTrees trees(List<Grown> grown, LeafList leaves, String source, Instant now) {
        var importances = new double[bins.features()];
        int size = 0;
        for (var one : grown) {
            var splits = one.tree().splits();
            for (int split = 0; split < splits.length; split++) {
                importances[FlatTree.feature(splits[split])] += one.gains()[split];
            }
            size += splits.length + 1;
        }
        double all = Arrays.stream(importances).sum();
        var values = leaves.first(size);
        Arrays.setAll(values, leaf -> loss.unscaled(values[leaf]));
        return new BoostedTrees(
                training.names(),
                training.labels(),
                columns.all(),
                loss.unscaledStart(start),
                values,
                grown.stream().map(Grown::tree).toArray(FlatTree[]::new),
                Arrays.stream(importances).map(gain -> all > 0 ? gain / all : 0).toArray(),
                new BoostedTrees.Origin(settings, seed, source, training.rows(), now, TargetStatistics.of(given)));
    }

    private boolean[] drawFeatures(Draws draws) {
        int features = bins.features();
        int count = (int) Math.clamp(Math.round(settings.columnSample() * features), 1, features);
        var wanted = new boolean[features];
        if (count == features) {
            Arrays.fill(wanted, true);
            return wanted;
        }
        var all = IntStream.range(0, features).toArray();
        for (int i = 0; i < count; i++) {
            int j = i + draws.below(features - i);
            int drawn = all[j];
            all[j] = all[i];
            wanted[drawn] = true;
        }
        return wanted;
    }

    /** Puts the rows that are drawn first, each with the same chance, and the others behind; gives how many are drawn. */
    private int drawRows(Draws draws, int[] order) {
        if (settings.subsample() >= 1) {
            Arrays.setAll(order, row -> row);
            return order.length;
        }
        int count = 0;
        int end = order.length;
        for (int row = 0; row < order.length; row++) {
            if (draws.part() < settings.subsample()) {
                order[count++] = row;
            } else {
                order[--end] = row;
            }
        }
        return count;
    }

    private void addOthers(FlatTree tree, LeafList leaves, int[] order, int from, double[] margins, int output) {
        int outputs = loss.outputs();
        RowBlocks.each(order.length - from, (start, end) -> {
            for (int i = from + start; i < from + end; i++) {
                int row = order[i];
                int node = tree.root();
                while (node >= 0) {
                    int split = tree.splits()[node];
                    int bin = columns.column(FlatTree.feature(split))[row] & 0xff;
                    boolean left =
                            bin == BinnedColumns.MISSING ? FlatTree.missingLeft(split) : bin <= FlatTree.bin(split);
                    node = tree.children()[2 * node + (left ? 0 : 1)];
                }
                margins[row * outputs + output] += leaves.array()[~node];
            }
        });
    }

    private void addJudged(FlatTree tree, LeafList leaves, int output) {
        for (var table : judged) {
            var walk = new Walk(
                    tree, table.bins(), bins.features(), leaves.array(), 1, table.margins(), loss.outputs(), output);
            RowBlocks.each(table.data().rows(), walk::add);
        }
    }

    private double[] losses(double[] margins) {
        var losses = new double[1 + judged.size()];
        losses[0] = loss.mean(training, margins);
        for (int table = 0; table < judged.size(); table++) {
            losses[table + 1] =
                    loss.mean(judged.get(table).data(), judged.get(table).margins());
        }
        return losses;
    }
}
