package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * Two classes, all rows of the same weight. A row is one number: how many rows (1), how often it was drawn, and how often
 * if it is of the second class, 21 bits each, so that one addition counts all three.
 */
final class TwoClassCounts extends NodeSums {

    /** Most draws that 21 bits can count. */
    static final int MOST_ROWS = (1 << 21) - 1;

    private static final long MASK = MOST_ROWS;

    private final boolean entropy;
    private final double[] pair = new double[2];
    private final long[] whole;
    private final long[] compact;
    private final long[] scratch;
    /** All 0 between two searches. */
    private final long[] histogram = new long[256];

    private long[] counts;
    private long node;

    /**
     * @param codes the class of each row, 0 or 1
     * @param draws how often each row was drawn
     */
    TwoClassCounts(
            int[] rows,
            int[] codes,
            byte[] draws,
            int compactSize,
            boolean entropy,
            int minSamplesLeaf,
            boolean[] missingIn) {
        super(rows, compactSize, minSamplesLeaf, missingIn);
        this.entropy = entropy;
        this.whole = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            long drawn = draws[rows[i]] & 0xff;
            whole[i] = 1L << 42 | drawn << 21 | drawn * codes[rows[i]];
        }
        this.counts = whole;
        this.compact = new long[compactSize];
        this.scratch = new long[rows.length];
    }

    private static int rowsOf(long count) {
        return (int) (count >>> 42);
    }

    private static double weightOf(long count) {
        return (int) (count >>> 21 & MASK);
    }

    private static double secondOf(long count) {
        return (int) (count & MASK);
    }

    @Override
    int width() {
        return 2;
    }

    @Override
    void enter(int start, int end) {
        from = start;
        to = end;
        long sum = 0;
        for (int i = start; i < end; i++) {
            sum += counts[i];
        }
        node = sum;
    }

    @Override
    boolean pure() {
        double second = secondOf(node);
        return second == 0 || second == weightOf(node);
    }

    @Override
    double weight() {
        return weightOf(node);
    }

    @Override
    double impurity() {
        double weight = weightOf(node);
        double share = secondOf(node) / weight;
        return entropy ? -surprise(share, 1) - surprise(1 - share, 1) : 2 * share * (1 - share);
    }

    @Override
    boolean exact() {
        return true;
    }

    @Override
    int leaf(LeafValues leaves) {
        double second = secondOf(node);
        double weight = weightOf(node);
        pair[0] = (weight - second) / weight;
        pair[1] = second / weight;
        return leaves.add(pair, 0);
    }

    @Override
    boolean search(byte[] column, int bins, BestSplit best) {
        int size = to - from;
        if (size == 2 && minSamplesLeaf == 1) {
            return searchPair(column, best);
        }
        boolean mayMiss = missingIn[best.candidate];
        if (size <= SMALL) {
            return searchSmall(column, mayMiss, best);
        }
        boolean differs = searchLarge(column, bins, mayMiss, best);
        Arrays.fill(histogram, 0, bins, 0);
        histogram[BinnedColumns.MISSING] = 0;
        return differs;
    }

    private boolean searchLarge(byte[] column, int bins, boolean mayMiss, BestSplit best) {
        var nodeRows = rows;
        var added = counts;
        for (int i = from; i < to; i++) {
            histogram[column[nodeRows[i]] & 0xff] += added[i];
        }
        long missing = mayMiss ? histogram[BinnedColumns.MISSING] : 0;
        long left = 0;
        boolean differs = false;
        for (int bin = 0; bin < bins; bin++) {
            if (histogram[bin] == 0) {
                continue;
            }
            left += histogram[bin];
            if (left == node) {
                return differs;
            }
            differs = true;
            offer(bin, left, missing, best);
        }
        return differs;
    }

    private boolean searchSmall(byte[] column, boolean mayMiss, BestSplit best) {
        clearTouched();
        for (int i = from; i < to; i++) {
            int bin = column[rows[i]] & 0xff;
            histogram[bin] += counts[i];
            touch(bin);
        }
        long missing = 0;
        if (mayMiss) {
            missing = histogram[BinnedColumns.MISSING];
            histogram[BinnedColumns.MISSING] = 0;
            touched[3] &= Long.MAX_VALUE;
        }
        long left = 0;
        boolean differs = false;
        for (int word = 0; word < 4; word++) {
            for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
                int bin = word << 6 | Long.numberOfTrailingZeros(bits);
                left += histogram[bin];
                histogram[bin] = 0;
                if (left != node) {
                    differs = true;
                    offer(bin, left, missing, best);
                }
            }
        }
        return differs;
    }

    /** A split with the missing values right, and if there are any, the one with them left. */
    private void offer(int bin, long left, long missing, BestSplit best) {
        offerOne(bin, left, missing != 0, false, best);
        if (missing != 0 && left + missing != node) {
            offerOne(bin, left + missing, true, true, best);
        }
    }

    private void offerOne(int bin, long left, boolean seen, boolean missingLeft, BestSplit best) {
        long right = node - left;
        if (rowsOf(left) < minSamplesLeaf || rowsOf(right) < minSamplesLeaf) {
            return;
        }
        double gain = gain(left, right);
        if (gain > best.gain) {
            best.offer(bin, gain, seen, missingLeft);
        }
    }

    private double gain(long left, long right) {
        double weight = weightOf(node);
        double leftWeight = weightOf(left);
        double rightWeight = weightOf(right);
        if (entropy) {
            return surprise(secondOf(left), leftWeight)
                    + surprise(leftWeight - secondOf(left), leftWeight)
                    + surprise(secondOf(right), rightWeight)
                    + surprise(rightWeight - secondOf(right), rightWeight)
                    - surprise(secondOf(node), weight)
                    - surprise(weight - secondOf(node), weight);
        }
        double distance = secondOf(left) * weight - secondOf(node) * leftWeight;
        return 2 * distance * distance / (weight * leftWeight * rightWeight);
    }

    /** {@code count × log2(count / weight)}, 0 for nothing. */
    static double surprise(double count, double weight) {
        return count <= 0 ? 0 : count * Math.log(count / weight) * 1.4426950408889634;
    }

    @Override
    void offerDrawn(byte[] column, int bin, BestSplit best) {
        long left = 0;
        for (int i = from; i < to; i++) {
            // all ones where the bin is not above
            left += counts[i] & ((column[rows[i]] & 0xff) - bin - 1 >> 31);
        }
        long missing = 0;
        if (missingIn[best.candidate]) {
            for (int i = from; i < to; i++) {
                missing += counts[i] & -((column[rows[i]] & 0xff) + 1 >> 8);
            }
        }
        if (left != node) {
            offer(bin, left, missing, best);
        }
    }

    @Override
    int partition(byte[] column, int bin, boolean missingLeft) {
        int offset = missingOffset(missingLeft);
        int last = bin + offset;
        int left = from;
        int right = 0;
        var nodeRows = rows;
        var added = counts;
        for (int i = from; i < to; i++) {
            int row = nodeRows[i];
            long count = added[i];
            int goesRight = last - ((column[row] + offset) & 0xff) >>> 31;
            nodeRows[left] = row;
            added[left] = count;
            rowScratch[right] = row;
            scratch[right] = count;
            right += goesRight;
            left += 1 - goesRight;
        }
        System.arraycopy(rowScratch, 0, nodeRows, left, right);
        System.arraycopy(scratch, 0, added, left, right);
        return left;
    }

    @Override
    void compactSums(int start, int end) {
        System.arraycopy(whole, start, compact, 0, end - start);
        counts = compact;
    }

    @Override
    void wholeSums() {
        counts = whole;
    }
}
