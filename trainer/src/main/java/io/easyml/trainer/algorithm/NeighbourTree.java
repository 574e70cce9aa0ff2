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

    /** Rows that are near each other: those from one place to before another. */
    record Leaf(int from, int to) {}

    /** The leaf in which a point would be. */
    Leaf home(double[] point) {
        int node = 0;
        int from = 0;
        int to = rows.length;
        while (!isLeaf(node)) {
            int middle = (from + to) >>> 1;
            if (point[features[node]] - lowerMost[node] < upperLeast[node] - point[features[node]]) {
                node = 2 * node + 1;
                to = middle;
            } else {
                node = 2 * node + 2;
                from = middle;
            }
        }
        return new Leaf(from, to);
    }

    private boolean isLeaf(int node) {
        return node >= features.length || features[node] == NONE;
    }

    /** Looks at the rows of leaves for some points at once. */
    interface Visitor {

        /** Looks at the rows from one place to before another, for the first {@code count} points of {@code which}. */
        void visit(int from, int to, int[] which, int count);

        /** How near to a point a row must be to matter by now: a sum over features of {@link #distance}. */
        double worst(int point);

        /** What a difference in one feature adds to a distance. */
        double distance(double difference);
    }

    /** Visits every leaf with the points for which it may have a row that matters, the likeliest for most first. */
    void search(double[][] points, Visitor visitor) {
        new Search(points, visitor).search(0, 0, rows.length, 0, points.length);
    }

    /** At each depth of the tree, the points that are still interested are the first of {@code which[depth]}. */
    private final class Search {

        private final double[][] points;
        private final Visitor visitor;
        /** How far each point is from the rows of the node along a feature: {@code [point][feature]}. */
        private final double[][] offsets;
        /** The offsets of a node's parent along the feature that was split. */
        private final double[][] before;

        private final int[][] which;
        /** The sum of the offsets. */
        private final double[][] bounds;

        Search(double[][] points, Visitor visitor) {
            int depths = Integer.SIZE - Integer.numberOfLeadingZeros(features.length) + 1;
            this.points = points;
            this.visitor = visitor;
            this.offsets = new double[points.length][points[0].length];
            this.before = new double[depths][points.length];
            this.which = new int[depths][points.length];
            this.bounds = new double[depths][points.length];
            Arrays.setAll(which[0], point -> point);
        }

        void search(int node, int from, int to, int depth, int count) {
            if (isLeaf(node)) {
                visitor.visit(from, to, which[depth], count);
                return;
            }
            int middle = (from + to) >>> 1;
            boolean lowerFirst = mostAreLower(node, depth, count);
            for (boolean lower : new boolean[] {lowerFirst, !lowerFirst}) {
                int interested = enter(node, lower, depth, count);
                if (interested > 0) {
                    int child = lower ? 2 * node + 1 : 2 * node + 2;
                    search(child, lower ? from : middle, lower ? middle : to, depth + 1, interested);
                    leave(node, depth + 1, interested);
                }
            }
        }

        private boolean mostAreLower(int node, int depth, int count) {
            int lower = 0;
            for (int i = 0; i < count; i++) {
                double value = points[which[depth][i]][features[node]];
                lower += value - lowerMost[node] < upperLeast[node] - value ? 1 : 0;
            }
            return 2 * lower > count;
        }

        /** The number of points for which a child may have a row that matters. */
        private int enter(int node, boolean lower, int depth, int count) {
            int feature = features[node];
            int interested = 0;
            for (int i = 0; i < count; i++) {
                int point = which[depth][i];
                double value = points[point][feature];
                double away = Math.max(0, lower ? value - lowerMost[node] : upperLeast[node] - value);
                double old = offsets[point][feature];
                double offset = Math.max(old, visitor.distance(away));
                double bound = bounds[depth][i] - old + offset;
                if (bound <= visitor.worst(point)) {
                    which[depth + 1][interested] = point;
                    bounds[depth + 1][interested] = bound;
                    before[depth + 1][interested++] = old;
                    offsets[point][feature] = offset;
                }
            }
            return interested;
        }

        private void leave(int node, int depth, int count) {
            for (int i = 0; i < count; i++) {
                offsets[which[depth][i]][features[node]] = before[depth][i];
            }
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
