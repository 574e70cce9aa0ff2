package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * Three and more classes. Large nodes have a count per bin and class; in small ones the rows are put in the order of their
 * bins and counted one by one, which costs the same however many classes there are.
 */
final class ClassCounts extends NodeSums {

    private final int classes;
    private final boolean entropy;
    private final int[] wholeCodes;
    private final double[] wholeWeights;
    private final int[] compactCodes;
    private final double[] compactWeights;
    private final int[] codeScratch;
    private final double[] weightScratch;
    private final double[] histogram;
    private final int[] rowsInBin = new int[256];
    private final int[] sortedCodes;
    private final double[] sortedWeights;
    private final double[] node;
    private final double[] left;
    private final double[] right;
    private final double[] shares;
    private int[] codes;
    private double[] weights;
    private double weight;
    private double goodness;

    /**
     * @param codeOfRow the class of each row
     * @param weightOfRow of each row, how often it was drawn times its own
     */
    ClassCounts(
            int[] rows,
            int[] codeOfRow,
            double[] weightOfRow,
            int classes,
            int compactSize,
            boolean entropy,
            int minSamplesLeaf,
            boolean[] missingIn) {
        super(rows, compactSize, minSamplesLeaf, missingIn);
        this.classes = classes;
        this.entropy = entropy;
        this.wholeCodes = new int[rows.length];
        this.wholeWeights = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            wholeCodes[i] = codeOfRow[rows[i]];
            wholeWeights[i] = weightOfRow[rows[i]];
        }
        this.codes = wholeCodes;
        this.weights = wholeWeights;
        this.compactCodes = new int[compactSize];
        this.compactWeights = new double[compactSize];
        this.codeScratch = new int[rows.length];
        this.weightScratch = new double[rows.length];
        this.histogram = new double[256 * classes];
        this.sortedCodes = new int[rows.length];
        this.sortedWeights = new double[rows.length];
        this.node = new double[classes];
        this.left = new double[classes];
        this.right = new double[classes];
        this.shares = new double[classes];
    }

    @Override
    int width() {
        return classes;
    }

    @Override
    void enter(int start, int end) {
        from = start;
        to = end;
        Arrays.fill(node, 0);
        double total = 0;
        for (int i = start; i < end; i++) {
            node[codes[i]] += weights[i];
            total += weights[i];
        }
        weight = total;
        goodness = goodness(node, weight);
    }

    /** Minus the impurity times the weight, up to a constant. */
    private double goodness(double[] counts, double of) {
        double sum = 0;
        for (double count : counts) {
            sum += entropy ? TwoClassCounts.surprise(count, of) : count * count;
        }
        return entropy ? sum : sum / of;
    }

    @Override
    boolean pure() {
        return node[codes[from]] == weight;
    }

    @Override
    double weight() {
        return weight;
    }

    @Override
    double impurity() {
        return entropy ? -goodness / weight : 1 - goodness / weight;
    }

    @Override
    boolean exact() {
        return true;
    }

    @Override
    int leaf(LeafValues leaves) {
        for (int code = 0; code < classes; code++) {
            shares[code] = node[code] / weight;
        }
        return leaves.add(shares, 0);
    }

    @Override
    boolean search(byte[] column, int bins, BestSplit best) {
        int size = to - from;
        if (size == 2 && minSamplesLeaf == 1) {
            return searchPair(column, best);
        }
        return (long) size * 2 > (long) bins * classes
                ? searchByHistogram(column, bins, best)
                : searchByOrder(column, best);
    }

    private boolean searchByHistogram(byte[] column, int bins, BestSplit best) {
        boolean mayMiss = missingIn[best.candidate];
        int missingAt = BinnedColumns.MISSING * classes;
        Arrays.fill(histogram, 0, bins * classes, 0);
        if (mayMiss) {
            Arrays.fill(histogram, missingAt, missingAt + classes, 0);
        }
        for (int i = from; i < to; i++) {
            int bin = column[rows[i]] & 0xff;
            histogram[bin * classes + codes[i]] += weights[i];
            rowsInBin[bin]++;
        }
        int missingRows = mayMiss ? rowsInBin[BinnedColumns.MISSING] : 0;
        Arrays.fill(left, 0);
        int leftRows = 0;
        boolean differs = false;
        for (int bin = 0; bin < bins; bin++) {
            if (rowsInBin[bin] == 0) {
                continue;
            }
            leftRows += rowsInBin[bin];
            if (leftRows == to - from) {
                break;
            }
            for (int code = 0; code < classes; code++) {
                left[code] += histogram[bin * classes + code];
            }
            differs = true;
            if (enough(leftRows)) {
                offer(bin, 0, missingRows > 0, false, best);
            }
            if (missingRows > 0 && leftRows + missingRows < to - from && enough(leftRows + missingRows)) {
                offer(bin, missingAt, true, true, best);
            }
        }
        Arrays.fill(rowsInBin, 0);
        return differs;
    }

    private boolean enough(int leftRows) {
        return leftRows >= minSamplesLeaf && to - from - leftRows >= minSamplesLeaf;
    }

    /** @param missingAt where the counts of the missing rows begin, which go left with the others if they do */
    private void offer(int bin, int missingAt, boolean seen, boolean missingLeft, BestSplit best) {
        double leftWeight = 0;
        for (int code = 0; code < classes; code++) {
            shares[code] = left[code] + (missingLeft ? histogram[missingAt + code] : 0);
            right[code] = node[code] - shares[code];
            leftWeight += shares[code];
        }
        double gain = goodness(shares, leftWeight) + goodness(right, weight - leftWeight) - goodness;
        if (gain > best.gain) {
            best.offer(bin, Math.max(0, gain), seen, missingLeft);
        }
    }

    private boolean searchByOrder(byte[] column, BestSplit best) {
        int size = to - from;
        clearTouched();
        for (int i = from; i < to; i++) {
            int bin = column[rows[i]] & 0xff;
            rowsInBin[bin]++;
            touch(bin);
        }
        boolean differs = rowsInBin[column[rows[from]] & 0xff] < size;
        if (differs) {
            int missingRows = rowsInBin[BinnedColumns.MISSING];
            sortByBin(column);
            scan(size - missingRows, 0, false, best);
            if (missingRows > 0) {
                scan(size - missingRows, missingRows, true, best);
            }
        }
        for (int word = 0; word < 4; word++) {
            for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
                rowsInBin[word << 6 | Long.numberOfTrailingZeros(bits)] = 0;
            }
        }
        return differs;
    }

    /** Afterwards {@code rowsInBin[b]} is where the rows of bin b end. */
    private void sortByBin(byte[] column) {
        int begin = 0;
        for (int word = 0; word < 4; word++) {
            for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
                int bin = word << 6 | Long.numberOfTrailingZeros(bits);
                int count = rowsInBin[bin];
                rowsInBin[bin] = begin;
                begin += count;
            }
        }
        for (int i = from; i < to; i++) {
            int place = rowsInBin[column[rows[i]] & 0xff]++;
            sortedCodes[place] = codes[i];
            sortedWeights[place] = weights[i];
        }
    }

    /** Moves the rows with a value from right to left, bin by bin; the missing ones stay on the side they are put. */
    private void scan(int values, int missingRows, boolean missingLeft, BestSplit best) {
        int end = to - from;
        Arrays.fill(left, 0);
        System.arraycopy(node, 0, right, 0, classes);
        double leftWeight = 0;
        if (missingLeft) {
            for (int i = values; i < end; i++) {
                left[sortedCodes[i]] += sortedWeights[i];
                right[sortedCodes[i]] -= sortedWeights[i];
                leftWeight += sortedWeights[i];
            }
        }
        double leftSum = entropy ? products(left) : squares(left);
        double rightSum = entropy ? products(right) : squares(right);
        int begin = 0;
        for (int word = 0; word < 4; word++) {
            for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
                int bin = word << 6 | Long.numberOfTrailingZeros(bits);
                int stop = rowsInBin[bin];
                for (int i = begin; i < stop; i++) {
                    int code = sortedCodes[i];
                    double moved = sortedWeights[i];
                    double inLeft = left[code];
                    double inRight = right[code];
                    left[code] = inLeft + moved;
                    right[code] = inRight - moved;
                    leftWeight += moved;
                    if (entropy) {
                        leftSum += product(inLeft + moved) - product(inLeft);
                        rightSum += product(inRight - moved) - product(inRight);
                    } else {
                        leftSum += moved * (2 * inLeft + moved);
                        rightSum -= moved * (2 * inRight - moved);
                    }
                }
                begin = stop;
                int leftRows = stop + missingRows;
                if (leftRows >= end) {
                    return;
                }
                if (enough(leftRows)) {
                    double rightWeight = weight - leftWeight;
                    double gain = (entropy
                                    ? leftSum - product(leftWeight) + rightSum - product(rightWeight)
                                    : leftSum / leftWeight + rightSum / rightWeight)
                            - goodness;
                    if (gain > best.gain) {
                        best.offer(bin, Math.max(0, gain), values < end, missingLeft);
                    }
                }
            }
        }
    }

    private static double squares(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count * count;
        }
        return sum;
    }

    private static double products(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += product(count);
        }
        return sum;
    }

    private static double product(double count) {
        return TwoClassCounts.surprise(count, 1);
    }

    @Override
    void offerDrawn(byte[] column, int bin, BestSplit best) {
        boolean mayMiss = missingIn[best.candidate];
        Arrays.fill(left, 0);
        Arrays.fill(histogram, 0, classes, 0);
        int leftRows = 0;
        int missingRows = 0;
        for (int i = from; i < to; i++) {
            int of = column[rows[i]] & 0xff;
            if (of <= bin) {
                left[codes[i]] += weights[i];
                leftRows++;
            } else if (mayMiss && of == BinnedColumns.MISSING) {
                histogram[codes[i]] += weights[i];
                missingRows++;
            }
        }
        if (leftRows < to - from && enough(leftRows)) {
            offer(bin, 0, missingRows > 0, false, best);
        }
        if (missingRows > 0 && leftRows + missingRows < to - from && enough(leftRows + missingRows)) {
            offer(bin, 0, true, true, best);
        }
    }

    @Override
    int partition(byte[] column, int bin, boolean missingLeft) {
        int offset = missingOffset(missingLeft);
        int last = bin + offset;
        int leftEnd = from;
        int moved = 0;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int code = codes[i];
            double own = weights[i];
            int goesRight = last - ((column[row] + offset) & 0xff) >>> 31;
            rows[leftEnd] = row;
            codes[leftEnd] = code;
            weights[leftEnd] = own;
            rowScratch[moved] = row;
            codeScratch[moved] = code;
            weightScratch[moved] = own;
            moved += goesRight;
            leftEnd += 1 - goesRight;
        }
        System.arraycopy(rowScratch, 0, rows, leftEnd, moved);
        System.arraycopy(codeScratch, 0, codes, leftEnd, moved);
        System.arraycopy(weightScratch, 0, weights, leftEnd, moved);
        return leftEnd;
    }

    @Override
    void compactSums(int start, int end) {
        System.arraycopy(wholeCodes, start, compactCodes, 0, end - start);
        System.arraycopy(wholeWeights, start, compactWeights, 0, end - start);
        codes = compactCodes;
        weights = compactWeights;
    }

    @Override
    void wholeSums() {
        codes = wholeCodes;
        weights = wholeWeights;
    }
}
