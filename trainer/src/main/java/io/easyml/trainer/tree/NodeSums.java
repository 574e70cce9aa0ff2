package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * The rows of the node that is being split, and the sums over them from which the best split of a feature is found. The
 * gain of a split is {@code goodness(left) + goodness(right) − goodness(node)}, which is the decrease of the impurity times
 * the weight (Breiman et al., Classification and Regression Trees, 1984, chapters 4 and 8).
 *
 * <p>Rows are numbers that index the columns. What a row adds to the sums travels along with its number when a node is
 * partitioned, so that it is read in order. {@link #compact} moves a node's rows to short arrays of their own, which
 * stay in the processor's cache for the whole subtree.
 */
abstract class NodeSums {

    /** Nodes of at most so many rows go without clearing a histogram: a bitmap remembers which bins they touch. */
    static final int SMALL = 128;

    private static final int MISSING = BinnedColumns.MISSING;

    final int minSamplesLeaf;
    final boolean[] missingIn;

    /** The rows of the tree, each node a range of them. */
    int[] rows;

    private final int[] wholeRows;
    private final int[] compactRows;
    final int[] rowScratch;
    final long[] touched = new long[4];
    private final byte[] nodeBins = new byte[SMALL];

    int from;
    int to;

    NodeSums(int[] rows, int compactSize, int minSamplesLeaf, boolean[] missingIn) {
        this.wholeRows = rows;
        this.rows = rows;
        this.compactRows = new int[compactSize];
        this.rowScratch = new int[rows.length];
        this.minSamplesLeaf = minSamplesLeaf;
        this.missingIn = missingIn;
    }

    /** Numbers per leaf. */
    abstract int width();

    /** Makes {@code rows[start..end)} the node. */
    abstract void enter(int start, int end);

    /** Whether all rows have the same target. */
    abstract boolean pure();

    abstract double weight();

    abstract double impurity();

    /** Whether the impurity is exact enough to know a split by it that leaves nothing impure. */
    abstract boolean exact();

    /** The number of the leaf's value among those of the tree. */
    abstract int leaf(LeafValues leaves);

    /**
     * Offers the best split of the node by the candidate feature.
     *
     * @return whether the feature differs within the node
     */
    abstract boolean search(byte[] column, int bins, BestSplit best);

    /** What goes left of a threshold that was drawn, and what is missing. */
    abstract void offerDrawn(byte[] column, int bin, BestSplit best);

    /** Puts the rows that go left first, each side in its order, and says where the right side begins. */
    abstract int partition(byte[] column, int bin, boolean missingLeft);

    /** Moves what travels with the rows of the node to short arrays. */
    abstract void compactSums(int start, int end);

    abstract void wholeSums();

    /** Copies a node's rows, and the columns of the features {@code features[known..]}, to arrays of their own. */
    final void compact(int start, int end, byte[][] columns, byte[][] into, int[] features, int known) {
        int count = end - start;
        for (int k = known; k < features.length; k++) {
            var column = columns[features[k]];
            var copy = into[features[k]];
            for (int i = 0; i < count; i++) {
                copy[i] = column[wholeRows[start + i]];
            }
        }
        for (int i = 0; i < count; i++) {
            compactRows[i] = i;
        }
        compactSums(start, end);
        rows = compactRows;
    }

    /** Back to the rows of the tree. */
    final void whole() {
        rows = wholeRows;
        wholeSums();
    }

    /** A node of two different rows is split by any feature in which they differ. */
    final boolean searchPair(byte[] column, BestSplit best) {
        int first = column[rows[from]] & 0xff;
        int second = column[rows[from + 1]] & 0xff;
        if (first == second) {
            return false;
        }
        boolean seen = Math.max(first, second) == MISSING;
        best.offer(Math.min(first, second), weight() * impurity(), seen, false);
        return true;
    }

    /**
     * Draws a threshold between the smallest and the largest value that the feature has in the node, evenly (Geurts,
     * Ernst and Wehenkel 2006).
     *
     * @return whether the feature differs within the node
     */
    final boolean draw(byte[] column, FeatureBins feature, Draws draws, BestSplit best) {
        int low = MISSING;
        // of bins with a value: one more than the bin, and a missing one becomes 0
        int highNext = 0;
        int highest = 0;
        var nodeRows = rows;
        for (int i = from; i < to; i++) {
            int bin = column[nodeRows[i]] & 0xff;
            low = Math.min(low, bin);
            highest = Math.max(highest, bin);
            highNext = Math.max(highNext, bin + 1 & 0xff);
        }
        int high = highNext - 1;
        boolean missing = highest == MISSING;
        if (low >= high) {
            // one bin, or missing values alone, or one bin and missing values
            if (high < 0 || !missing) {
                return false;
            }
            offerDrawn(column, high, best);
            return true;
        }
        double lowest = feature.lowest(low);
        double value = lowest + draws.part() * (feature.highest(high) - lowest);
        offerDrawn(column, Math.clamp(feature.bin(value), low, high - 1), best);
        return true;
    }

    /** Bins that hold rows of a small node, and the histogram's first and last of them. */
    final void clearTouched() {
        Arrays.fill(touched, 0);
    }

    final void touch(int bin) {
        touched[bin >>> 6] |= 1L << bin;
    }

    static int missingOffset(boolean missingLeft) {
        return missingLeft ? 1 : 0;
    }

    /** The bins of a small node's rows, in their order. */
    final byte[] smallBins(byte[] column) {
        for (int i = from; i < to; i++) {
            nodeBins[i - from] = column[rows[i]];
        }
        return nodeBins;
    }
}
