package io.easyml.trainer.algorithm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Parts rows into leaves of near ones, so that a search can leave out most of them: a k-d tree (Bentley 1975) with bounds
 * that are updated by the feature that was split (Arya and Mount 1993). It splits by the features that vary most; a
 * distance along a few features is never larger than the whole one.
 */
final class NeighbourTree {

    private static final int LEAF_ROWS = 64;
    private static final int MOST_FEATURES = 24;
    private static final int NONE = -1;

    private final int[] rows;
    /** By node; the children of node {@code i} are {@code 2i + 1} and {@code 2i + 2}. {@link #NONE} for a leaf. */
    private final int[] features;
    /** The largest value of the split feature in the lower child, and the smallest in the upper one. */
    private final double[] lowerMost;

    private final double[] upperLeast;

    private NeighbourTree(int size, int nodes) {
        this.rows = IntStream.range(0, size).toArray();
        this.features = new int[nodes];
        this.lowerMost = new double[nodes];
        this.upperLeast = new double[nodes];
        Arrays.fill(features, NONE);
    }

    static NeighbourTree of(SparseRows rows) {
        int leaves = 1;
        while (rows.size() / leaves > LEAF_ROWS) {
            leaves *= 2;
        }
        var tree = new NeighbourTree(rows.size(), 2 * leaves - 1);
        var building = tree.new Building(rows);
        building.split(0, 0, rows.size());
        return tree;
    }

    /** The rows in the order of the leaves: what {@link Visitor} is given are places in this. */
    int[] rows() {
        return rows;
    }

    /** Looks at the rows of leaves. */
    interface Visitor {

        /** Looks at the rows from one place to before another. */
        void visit(int from, int to);

        /** How near a row must be to matter by now: a sum over features of {@link #distance}. */
        double worst();

        /** What a difference in one feature adds to a distance. */
        double distance(double difference);
    }

    /** Visits every leaf that may have a row that matters, the likeliest first. */
    void search(double[] point, Visitor visitor) {
        search(0, 0, rows.length, 0, point, new double[point.length], visitor);
    }

    private void search(int node, int from, int to, double bound, double[] point, double[] offsets, Visitor visitor) {
        if (node >= features.length || features[node] == NONE) {
            visitor.visit(from, to);
            return;
        }
        int feature = features[node];
        int middle = (from + to) >>> 1;
        double aboveLower = point[feature] - lowerMost[node];
        double belowUpper = upperLeast[node] - point[feature];
        boolean lowerFirst = aboveLower < belowUpper;
        if (lowerFirst) {
            search(2 * node + 1, from, middle, bound, point, offsets, visitor);
        } else {
            search(2 * node + 2, middle, to, bound, point, offsets, visitor);
        }
        double before = offsets[feature];
        double offset = visitor.distance(Math.max(0, lowerFirst ? belowUpper : aboveLower));
        double farther = offset > before ? bound - before + offset : bound;
        if (farther <= visitor.worst()) {
            offsets[feature] = Math.max(before, offset);
            if (lowerFirst) {
                search(2 * node + 2, middle, to, farther, point, offsets, visitor);
            } else {
                search(2 * node + 1, from, middle, farther, point, offsets, visitor);
            }
            offsets[feature] = before;
        }
    }

    private final class Building {

        private final int[] candidates;
        /** Of the candidates: {@code [candidate][row]}. */
        private final double[][] values;

        Building(SparseRows sparse) {
            var variances = sparse.variances();
            this.candidates = IntStream.range(0, sparse.features())
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer feature) -> variances[feature])
                            .reversed())
                    .limit(MOST_FEATURES)
                    .mapToInt(Integer::intValue)
                    .toArray();
            this.values = sparse.columns(candidates);
        }

        void split(int node, int from, int to) {
            if (node >= features.length || to - from <= LEAF_ROWS) {
                return;
            }
            int widest = widest(from, to);
            if (widest == NONE) {
                return;
            }
            int middle = (from + to) >>> 1;
            part(values[widest], from, middle, to);
            features[node] = candidates[widest];
            lowerMost[node] = Arrays.stream(rows, from, middle)
                    .mapToDouble(row -> values[widest][row])
                    .max()
                    .orElseThrow();
            upperLeast[node] = Arrays.stream(rows, middle, to)
                    .mapToDouble(row -> values[widest][row])
                    .min()
                    .orElseThrow();
            split(2 * node + 1, from, middle);
            split(2 * node + 2, middle, to);
        }

        /** The candidate with the largest range, {@link #NONE} where all rows are the same. */
        private int widest(int from, int to) {
            int widest = NONE;
            double range = 0;
            for (int candidate = 0; candidate < candidates.length; candidate++) {
                double least = Double.POSITIVE_INFINITY;
                double most = Double.NEGATIVE_INFINITY;
                for (int place = from; place < to; place++) {
                    double value = values[candidate][rows[place]];
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
                if (most - least > range) {
                    range = most - least;
                    widest = candidate;
                }
            }
            return widest;
        }

        /** Puts the smaller half below the middle; the order in each half stays. */
        private void part(double[] column, int from, int middle, int to) {
            var sorted = new double[to - from];
            for (int place = from; place < to; place++) {
                sorted[place - from] = column[rows[place]];
            }
            Arrays.sort(sorted);
            double median = sorted[middle - from];
            int below = 0;
            while (sorted[below] < median) {
                below++;
            }
            int equalsBelow = middle - from - below;
            var parted = new int[to - from];
            int lower = 0;
            int upper = middle - from;
            for (int place = from; place < to; place++) {
                int row = rows[place];
                if (column[row] < median || column[row] == median && equalsBelow-- > 0) {
                    parted[lower++] = row;
                } else {
                    parted[upper++] = row;
                }
            }
            System.arraycopy(parted, 0, rows, from, parted.length);
        }
    }
}
