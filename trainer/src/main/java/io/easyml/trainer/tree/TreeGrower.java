package io.easyml.trainer.tree;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Grows one tree on binned columns: depth first, or best split first if its leaves are limited. */
final class TreeGrower {

    /** Nodes of at most so many rows get short arrays of their own, which fit into the processor's cache. */
    private static final int COMPACT = 4096;

    private final BinnedColumns columns;
    private final NodeSums sums;
    private final TreeSettings settings;
    private final Draws draws;
    private final BooleanSupplier cancelled;
    private final GrownTree tree;
    private final BestSplit best = new BestSplit();
    private final byte[][] compactColumns;
    private byte[][] current;
    private double rootWeight;

    /** In this order: constant in the node, for certain; then the others. As scikit-learn keeps them. */
    private final int[] features;

    private final int[] constants;
    private int knownConstants;

    TreeGrower(
            BinnedColumns columns,
            NodeSums sums,
            TreeSettings settings,
            Draws draws,
            byte[][] compactColumns,
            BooleanSupplier cancelled) {
        this.columns = columns;
        this.sums = sums;
        this.settings = settings;
        this.draws = draws;
        this.cancelled = cancelled;
        this.compactColumns = compactColumns;
        this.current = columns.columns();
        this.tree = new GrownTree(sums.width(), columns.features());
        this.features = new int[columns.features()];
        this.constants = new int[columns.features()];
        for (int feature = 0; feature < features.length; feature++) {
            features[feature] = feature;
        }
    }

    /** How long the short arrays are, for so many rows; 0 if copying would cost more than it saves. */
    static int compactSize(int rows, int features, int maxFeatures) {
        return features <= 16L * maxFeatures ? Math.min(rows, COMPACT) : 0;
    }

    static byte[][] compactColumns(int size, int features) {
        return new byte[features][size];
    }

    GrownTree grow(int rows) {
        sums.enter(0, rows);
        rootWeight = sums.weight();
        tree.setRoot(settings.maxLeafNodes() > 0 ? growBestFirst(rows) : grow(0, rows, 0, 0));
        return tree;
    }

    private int grow(int from, int to, int depth, int known) {
        if (current != compactColumns && to - from <= compactRoom()) {
            return growCompact(from, to, depth, known);
        }
        if (!findSplit(from, to, depth, known)) {
            return ~sums.leaf(tree.leaves());
        }
        int constant = knownConstants;
        var column = current[best.feature];
        int middle = sums.partition(column, best.bin, best.missingLeft);
        int split = addSplit(from, middle, to);
        int left = grow(from, middle, depth + 1, constant);
        int right = grow(middle, to, depth + 1, constant);
        tree.setChildren(split, left, right);
        return split;
    }

    private int compactRoom() {
        return compactColumns.length == 0 ? 0 : compactColumns[0].length;
    }

    private int growCompact(int from, int to, int depth, int known) {
        sums.compact(from, to, current, compactColumns, features, known);
        current = compactColumns;
        int node = grow(0, to - from, depth, known);
        current = columns.columns();
        sums.whole();
        return node;
    }

    private int addSplit(int from, int middle, int to) {
        boolean missingLeft = best.missingSeen
                ? best.missingLeft
                // nothing was learnt: with most of the rows
                : sums.missingIn[best.feature] && middle - from > to - middle;
        return tree.addSplit(best.feature, best.bin, missingLeft, best.gain / rootWeight);
    }

    /** Makes {@code from..to} the node and looks for its best split; false if the node becomes a leaf. */
    private boolean findSplit(int from, int to, int depth, int known) {
        sums.enter(from, to);
        int size = to - from;
        if (size < settings.minSamplesSplit()
                || size < 2 * settings.minSamplesLeaf()
                || depth >= settings.maxDepth()
                || sums.pure()) {
            return false;
        }
        if (size > 1000 && cancelled.getAsBoolean()) {
            throw new CancellationException("told to stop growing trees");
        }
        searchFeatures(known);
        return best.feature >= 0 && best.gain / rootWeight + 1e-15 >= settings.minImpurityDecrease();
    }

    /**
     * Looks at {@code maxFeatures} features, drawn without replacement, and at more until one is not constant in the node.
     * A feature that is constant in a node is so in its children, and is not looked at again.
     */
    private void searchFeatures(int known) {
        best.clear();
        double perfect = sums.weight() * sums.impurity() * (1 - 1e-12);
        int end = features.length;
        int visited = 0;
        int found = 0;
        int drawn = 0;
        while (end > known + found && (visited < settings.maxFeatures() || visited <= found + drawn)) {
            visited++;
            int at = drawn + draws.below(end - found - drawn);
            if (at < known) {
                swap(drawn++, at);
                continue;
            }
            at += found;
            int feature = features[at];
            if (search(feature)) {
                swap(--end, at);
                if (sums.exact() && best.gain >= perfect) {
                    break;
                }
            } else {
                swap(known + found, at);
                found++;
            }
        }
        // siblings rely on the order of what was known before
        System.arraycopy(constants, 0, features, 0, known);
        System.arraycopy(features, known, constants, known, found);
        knownConstants = known + found;
    }

    private boolean search(int feature) {
        best.candidate = feature;
        var bins = columns.feature(feature);
        if (bins.bins() == 1 && !sums.missingIn[feature]) {
            return false;
        }
        return settings.randomThresholds() && sums.to - sums.from > 2
                ? sums.draw(current[feature], bins, draws, best)
                : sums.search(current[feature], bins.bins(), best);
    }

    private void swap(int i, int j) {
        int feature = features[i];
        features[i] = features[j];
        features[j] = feature;
    }

    /** A node that could be split, with its best split. */
    private record Open(
            int from,
            int to,
            int depth,
            int parent,
            boolean left,
            int feature,
            int bin,
            boolean seen,
            boolean missingLeft,
            double gain,
            int order) {}

    /** The split that gains most comes first, as scikit-learn does with {@code max_leaf_nodes}. */
    private int growBestFirst(int rows) {
        var open = new PriorityQueue<Open>(
                Comparator.comparingDouble((Open node) -> -node.gain()).thenComparingInt(Open::order));
        int root = consider(open, 0, rows, 0, -1, true);
        for (int leaves = 1; leaves < settings.maxLeafNodes() && !open.isEmpty(); leaves++) {
            var node = open.remove();
            sums.enter(node.from(), node.to());
            best.feature = node.feature();
            best.bin = node.bin();
            best.missingSeen = node.seen();
            best.missingLeft = node.missingLeft();
            best.gain = node.gain();
            int middle = sums.partition(current[node.feature()], node.bin(), node.missingLeft());
            int split = addSplit(node.from(), middle, node.to());
            if (node.parent() < 0) {
                root = split;
            } else {
                tree.setChild(node.parent(), node.left(), split);
            }
            tree.setChild(split, true, consider(open, node.from(), middle, node.depth() + 1, split, true));
            tree.setChild(split, false, consider(open, middle, node.to(), node.depth() + 1, split, false));
        }
        return root;
    }

    private int consider(PriorityQueue<Open> open, int from, int to, int depth, int parent, boolean left) {
        if (findSplit(from, to, depth, 0)) {
            open.add(new Open(
                    from,
                    to,
                    depth,
                    parent,
                    left,
                    best.feature,
                    best.bin,
                    best.missingSeen,
                    best.missingLeft,
                    best.gain,
                    2 * parent + (left ? 0 : 1)));
        }
        return ~sums.leaf(tree.leaves());
    }
}
