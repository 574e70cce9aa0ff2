package io.easyml.trainer.algorithm;

import java.util.Arrays;

/** Splits that separate classes, by Gini impurity or entropy (in bits). */
final class ClassSplitSearch implements SplitSearch {

    private final int[] codes;
    private final int[] weights;
    private final int classes;
    private final boolean entropy;

    private final int[] node;
    private final int[] left;
    private final int[] histogram;
    private final int[] rowsInBin = new int[BinnedColumns.MOST_BINS];
    private int[] rows = new int[0];
    private int from;
    private int to;
    private int weight;

    ClassSplitSearch(int[] codes, int classes, int[] weights, boolean entropy) {
        this.codes = codes;
        this.weights = weights;
        this.classes = classes;
        this.entropy = entropy;
        this.node = new int[classes];
        this.left = new int[classes];
        this.histogram = new int[classes * BinnedColumns.MOST_BINS];
    }

    @Override
    public int width() {
        return classes;
    }

    @Override
    public boolean enter(int[] nodeRows, int start, int end) {
        rows = nodeRows;
        from = start;
        to = end;
        weight = 0;
        Arrays.fill(node, 0);
        for (int i = start; i < end; i++) {
            int row = nodeRows[i];
            node[codes[row]] += weights[row];
            weight += weights[row];
        }
        return node[codes[nodeRows[start]]] == weight;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double impurity() {
        double goodness = goodness(node, weight);
        return entropy ? -goodness / weight : 1 - goodness / weight;
    }

    @Override
    public double[] leafValues() {
        var shares = new double[classes];
        for (int code = 0; code < classes; code++) {
            shares[code] = (double) node[code] / weight;
        }
        return shares;
    }

    @Override
    public boolean search(byte[] bins, int binCount, int minSamplesLeaf, Best best) {
        Arrays.fill(histogram, 0, binCount * classes, 0);
        Arrays.fill(rowsInBin, 0, binCount, 0);
        int low = binCount;
        int high = -1;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int bin = bins[row] & 0xff;
            histogram[bin * classes + codes[row]] += weights[row];
            rowsInBin[bin]++;
            low = Math.min(low, bin);
            high = Math.max(high, bin);
        }
        if (low == high) {
            return false;
        }
        double parent = goodness(node, weight);
        Arrays.fill(left, 0);
        int leftWeight = 0;
        int leftRows = 0;
        for (int bin = low; bin < high; bin++) {
            if (rowsInBin[bin] == 0) {
                continue;
            }
            leftRows += rowsInBin[bin];
            for (int code = 0; code < classes; code++) {
                int count = histogram[bin * classes + code];
                left[code] += count;
                leftWeight += count;
            }
            if (to - from - leftRows < minSamplesLeaf) {
                break;
            }
            if (leftRows >= minSamplesLeaf) {
                best.offer(bin, splitGoodness(leftWeight) - parent);
            }
        }
        return true;
    }

    private double splitGoodness(int leftWeight) {
        double leftSum = 0;
        double rightSum = 0;
        for (int code = 0; code < classes; code++) {
            double inLeft = left[code];
            double inRight = node[code] - inLeft;
            leftSum += term(inLeft, leftWeight);
            rightSum += term(inRight, weight - leftWeight);
        }
        return leftSum + rightSum;
    }

    private double goodness(int[] counts, int total) {
        double sum = 0;
        for (int count : counts) {
            sum += term(count, total);
        }
        return sum;
    }

    private double term(double count, double total) {
        if (count == 0) {
            return 0;
        }
        return entropy ? count * Math.log(count / total) / Math.log(2) : count * count / total;
    }
}
