package io.easyml.trainer.algorithm;

import java.util.Arrays;

/** Splits that leave numbers close to their mean: least squares. */
final class ValueSplitSearch implements SplitSearch {

    private final double[] values;
    private final int[] weights;

    private final double[] sums = new double[BinnedColumns.MOST_BINS];
    private final int[] weightInBin = new int[BinnedColumns.MOST_BINS];
    private final int[] rowsInBin = new int[BinnedColumns.MOST_BINS];
    private int[] rows = new int[0];
    private int from;
    private int to;
    private int weight;
    private double mean;
    private double squares;

    ValueSplitSearch(double[] values, int[] weights) {
        this.values = values;
        this.weights = weights;
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public boolean enter(int[] nodeRows, int start, int end) {
        rows = nodeRows;
        from = start;
        to = end;
        weight = 0;
        double sum = 0;
        boolean same = true;
        double first = values[nodeRows[start]];
        for (int i = start; i < end; i++) {
            int row = nodeRows[i];
            sum += values[row] * weights[row];
            weight += weights[row];
            same &= values[row] == first;
        }
        mean = same ? first : sum / weight;
        squares = 0;
        for (int i = start; i < end; i++) {
            double distance = values[nodeRows[i]] - mean;
            squares += distance * distance * weights[nodeRows[i]];
        }
        return same;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double impurity() {
        return squares / weight;
    }

    @Override
    public double[] leafValues() {
        return new double[] {mean};
    }

    @Override
    public boolean search(byte[] bins, int binCount, int minSamplesLeaf, Best best) {
        Arrays.fill(sums, 0, binCount, 0);
        Arrays.fill(weightInBin, 0, binCount, 0);
        Arrays.fill(rowsInBin, 0, binCount, 0);
        int low = binCount;
        int high = -1;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int bin = bins[row] & 0xff;
            // about the node's mean, so that its own goodness is 0 and large numbers lose no digits
            sums[bin] += (values[row] - mean) * weights[row];
            weightInBin[bin] += weights[row];
            rowsInBin[bin]++;
            low = Math.min(low, bin);
            high = Math.max(high, bin);
        }
        if (low == high) {
            return false;
        }
        double total = 0;
        for (int bin = low; bin <= high; bin++) {
            total += sums[bin];
        }
        double leftSum = 0;
        int leftWeight = 0;
        int leftRows = 0;
        for (int bin = low; bin < high; bin++) {
            if (rowsInBin[bin] == 0) {
                continue;
            }
            leftSum += sums[bin];
            leftWeight += weightInBin[bin];
            leftRows += rowsInBin[bin];
            if (to - from - leftRows < minSamplesLeaf) {
                break;
            }
            if (leftRows >= minSamplesLeaf) {
                double rightSum = total - leftSum;
                best.offer(
                        bin,
                        leftSum * leftSum / leftWeight
                                + rightSum * rightSum / (weight - leftWeight)
                                - total * total / weight);
            }
        }
        return true;
    }
}
