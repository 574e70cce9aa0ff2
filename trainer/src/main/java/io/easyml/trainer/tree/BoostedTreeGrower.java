package io.easyml.trainer.tree;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Grows one tree of a boosting: as XGBoost does with {@code tree_method=hist} (Chen and Guestrin 2016), each split the one
 * that lessens the second-order approximation of the loss most. Of two siblings the smaller one's histogram is added up and
 * the other one's is what is left of the parent's. Large nodes are added up, and siblings grown, side by side.
 */
final class BoostedTreeGrower {

    /** Rows that one thread adds up, or puts in order, before another is asked to help. */
    private static final int ENOUGH = 1 << 12;

    /** Cells of a node below which its children are grown one after the other. */
    private static final int ENOUGH_TO_GROW = 1 << 14;

    private final BinnedColumns columns;
    private final PackedBins bins;
    private final GradientPairs gradients;
    private final Penalties penalties;
    private final PackedBins.Selection features;
    private final int[] rows;
    private final int[] aside;
    private final ConcurrentLinkedQueue<long[]> histograms;
    private final BooleanSupplier cancelled;
    private final SplitSearch search;

    private record Children(BoostedNode left, BoostedNode right) {}

    /**
     * @param rows that the tree is grown on; they will be put in another order
     * @param features those that it looks at
     * @param histograms to be lent and given back
     */
    BoostedTreeGrower(
            BinnedColumns columns,
            PackedBins bins,
            GradientPairs gradients,
            Penalties penalties,
            PackedBins.Selection features,
            int[] rows,
            int[] aside,
            ConcurrentLinkedQueue<long[]> histograms,
            BooleanSupplier cancelled) {
        this.columns = columns;
        this.bins = bins;
        this.gradients = gradients;
        this.penalties = penalties;
        this.features = features;
        this.rows = rows;
        this.aside = aside;
        this.histograms = histograms;
        this.cancelled = cancelled;
        this.search = new SplitSearch(bins, features, gradients, penalties);
    }

    BoostedNode grow(int count) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("told to stop boosting");
        }
        var histogram = borrowed();
        add(0, count, histogram);
        return grow(0, count, 0, sum(histogram), histogram);
    }

    /** Each row is in one bin of each feature. */
    private long sum(long[] histogram) {
        int feature = 0;
        while (!features.wanted()[feature]) {
            feature++;
        }
        long sum = 0;
        for (int bin = 0; bin <= bins.bins(feature); bin++) {
            sum += histogram[bins.start(feature) + bin];
        }
        return sum;
    }

    private long[] borrowed() {
        var free = histograms.poll();
        return free == null ? new long[bins.size()] : free;
    }

    private void giveBack(long[] histogram) {
        Arrays.fill(histogram, 0);
        histograms.add(histogram);
    }

    private void add(int from, int to, long[] histogram) {
        if (to - from < 2 * ENOUGH) {
            bins.add(rows, from, to, gradients.pairs(), features, histogram);
            return;
        }
        int middle = (from + to) >>> 1;
        var other = borrowed();
        var half = fork(() -> {
            add(middle, to, other);
            return other;
        });
        add(from, middle, histogram);
        half.join();
        for (int i = 0; i < histogram.length; i++) {
            histogram[i] += other[i];
        }
        giveBack(other);
    }

    /** @param histogram of the node, which is given back */
    private BoostedNode grow(int from, int to, int depth, long sum, long[] histogram) {
        var best = search.best(sum, histogram);
        if (best.feature() < 0) {
            giveBack(histogram);
            return new BoostedNode.Leaf(from, to);
        }
        int middle = partition(from, to, best);
        var children = children(from, middle, to, depth + 1, best.left(), sum - best.left(), histogram);
        return new BoostedNode.Split(
                GrownTree.split(best.feature(), best.bin(), best.missingLeft()),
                gradients.gain(best.gain()),
                children.left,
                children.right);
    }

    /**
     * @param left the sum of the rows that go left
     * @param histogram of their parent, which is given back
     */
    private Children children(int from, int middle, int to, int depth, long left, long right, long[] histogram) {
        if (depth == penalties.maxDepth() || !search.isDivisible(left) && !search.isDivisible(right)) {
            giveBack(histogram);
            return new Children(new BoostedNode.Leaf(from, middle), new BoostedNode.Leaf(middle, to));
        }
        boolean leftIsSmaller = middle - from <= to - middle;
        var smaller = borrowed();
        add(leftIsSmaller ? from : middle, leftIsSmaller ? middle : to, smaller);
        for (int i = 0; i < histogram.length; i++) {
            histogram[i] -= smaller[i];
        }
        var ofLeft = leftIsSmaller ? smaller : histogram;
        var ofRight = leftIsSmaller ? histogram : smaller;
        if ((long) (to - from) * bins.features() < ENOUGH_TO_GROW) {
            return new Children(grow(from, middle, depth, left, ofLeft), grow(middle, to, depth, right, ofRight));
        }
        var other = fork(() -> grow(middle, to, depth, right, ofRight));
        return new Children(grow(from, middle, depth, left, ofLeft), other.join());
    }

    /** Begins a work that another thread may take; whoever joins it does it if none has. */
    private static <T> ForkJoinTask<T> fork(Supplier<T> work) {
        return new RecursiveTask<T>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected T compute() {
                return work.get();
            }
        }.fork();
    }

    /** Puts the rows that go left first, and keeps the order on both sides; returns where the right ones begin. */
    private int partition(int from, int to, SplitSearch.Best best) {
        if (to - from < 2 * ENOUGH) {
            return partitionAlone(from, to, best);
        }
        int middle = (from + to) >>> 1;
        var half = fork(() -> partition(middle, to, best));
        int firstRight = partition(from, middle, best);
        int secondRight = half.join();
        int moved = middle - firstRight;
        System.arraycopy(rows, firstRight, aside, firstRight, moved);
        System.arraycopy(rows, middle, rows, firstRight, secondRight - middle);
        System.arraycopy(aside, firstRight, rows, secondRight - moved, moved);
        return secondRight - moved;
    }

    private int partitionAlone(int from, int to, SplitSearch.Best best) {
        var column = columns.column(best.feature());
        // a missing value is above all bins; where it goes left, one more makes it the lowest
        int offset = best.missingLeft() ? 1 : 0;
        int highest = best.bin() + offset;
        int left = from;
        int right = from;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int goesRight = (highest - (column[row] + offset & 0xff)) >>> 31;
            rows[left] = row;
            aside[right] = row;
            right += goesRight;
            left += 1 - goesRight;
        }
        System.arraycopy(aside, from, rows, left, to - left);
        return left;
    }

    /**
     * Numbers the leaves from left to right, says what each is worth, and adds that to the margins of its rows.
     *
     * @param values gets what the leaves say; a leaf's number is where its value stands
     * @param margins of all rows, {@code outputs} each
     */
    BoostedNode.Grown finish(BoostedNode root, LeafList values, double[] margins, int output, int outputs) {
        var leaves = root.leaves();
        int offset = values.size();
        var of = new double[leaves.size()];
        IntStream.range(0, leaves.size()).parallel().forEach(number -> {
            var leaf = leaves.get(number);
            of[number] = value(leaf);
            for (int i = leaf.from(); i < leaf.to(); i++) {
                margins[rows[i] * outputs + output] += of[number];
            }
        });
        values.addAll(of);
        return root.flat(offset);
    }

    private double value(BoostedNode.Leaf leaf) {
        double first = 0;
        double second = 0;
        for (int i = leaf.from(); i < leaf.to(); i++) {
            first += gradients.firstOf(rows[i]);
            second += gradients.secondOf(rows[i]);
        }
        return penalties.leaf(first, second);
    }
}
