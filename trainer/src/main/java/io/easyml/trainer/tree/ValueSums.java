package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreeSettings.Criterion;
import java.util.Arrays;

/**
 * Numbers, by least squares; and two classes with weights, of which the second counts as 1 and the first as 0: for a
 * class the squared error is half the Gini impurity.
 */
final class ValueSums extends NodeSums {

    private final Criterion criterion;
    private final double centre;
    private final double[] value = new double[2];
    private final double[] wholeSums;
    private final double[] wholeWeights;
    private final double[] compactSums;
    private final double[] compactWeights;
    private final double[] sumScratch;
    private final double[] weightScratch;
    /** Sum and weight of each bin, side by side; all 0 between two searches. */
    private final double[] histogram = new double[512];

    private final int[] rowsInBin = new int[256];
    private double[] sums;
    private double[] weights;
    private double sum;
    private double weight;
    private double squares;
    private boolean pure;
    private double first;

    /**
     * @param targets of each row
     * @param centre what was taken off the targets, so that sums of large numbers lose no digits
     * @param weightOfRow of each row, how often it was drawn times its own
     */
    ValueSums(
            int[] rows,
            double[] targets,
            double[] weightOfRow,
            int compactSize,
            Criterion criterion,
            double centre,
            int minSamplesLeaf,
            boolean[] missingIn) {
        super(rows, compactSize, minSamplesLeaf, missingIn);
        this.criterion = criterion;
        this.centre = centre;
        this.wholeSums = new double[rows.length];
        this.wholeWeights = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            wholeWeights[i] = weightOfRow[rows[i]];
            wholeSums[i] = targets[rows[i]];
        }
        this.sums = wholeSums;
        this.weights = wholeWeights;
        this.compactSums = new double[compactSize];
        this.compactWeights = new double[compactSize];
        this.sumScratch = new double[rows.length];
        this.weightScratch = new double[rows.length];
    }

    @Override
    int width() {
        return criterion == Criterion.SQUARED_ERROR ? 1 : 2;
    }

    @Override
    void enter(int start, int end) {
        from = start;
        to = end;
        first = sums[start];
        double total = 0;
        double totalWeight = 0;
        double totalSquares = 0;
        boolean same = true;
        var nodeSums = sums;
        var nodeWeights = weights;
        for (int i = start; i < end; i++) {
            double weighted = nodeSums[i] * nodeWeights[i];
            total += weighted;
            totalSquares += weighted * nodeSums[i];
            totalWeight += nodeWeights[i];
            same &= nodeSums[i] == first;
        }
        sum = total;
        weight = totalWeight;
        squares = totalSquares;
        pure = same;
    }

    @Override
    boolean pure() {
        return pure;
    }

    @Override
    double weight() {
        return weight;
    }

    @Override
    double impurity() {
        double mean = sum / weight;
        return switch (criterion) {
            case SQUARED_ERROR -> Math.max(0, squares / weight - mean * mean);
            case GINI -> 2 * mean * (1 - mean);
            case ENTROPY -> -TwoClassCounts.surprise(mean, 1) - TwoClassCounts.surprise(1 - mean, 1);
        };
    }

    @Override
    boolean exact() {
        return to - from == 2;
    }

    @Override
    int leaf(LeafValues leaves) {
        double mean = pure ? first : sum / weight;
        if (criterion == Criterion.SQUARED_ERROR) {
            value[0] = mean + centre;
        } else {
            value[0] = 1 - mean;
            value[1] = mean;
        }
        return leaves.add(value, 0);
    }

    @Override
    boolean search(byte[] column, int bins, BestSplit best) {
        int size = to - from;
        if (size == 2 && minSamplesLeaf == 1) {
            return searchPair(column, best);
        }
        boolean counted = minSamplesLeaf > 1;
        if (size <= SMALL) {
            return searchSmall(column, counted, best);
        }
        var nodeRows = rows;
        for (int i = from; i < to; i++) {
            int bin = (column[nodeRows[i]] & 0xff) << 1;
            histogram[bin] += sums[i] * weights[i];
            histogram[bin + 1] += weights[i];
        }
        if (counted) {
            for (int i = from; i < to; i++) {
                rowsInBin[column[nodeRows[i]] & 0xff]++;
            }
        }
        boolean mayMiss = missingIn[best.candidate];
        double missingSum = mayMiss ? histogram[510] : 0;
        double missingWeight = mayMiss ? histogram[511] : 0;
        double left = 0;
        double leftWeight = 0;
        int leftRows = 0;
        int last = bins - 1;
        while (last >= 0 && histogram[2 * last + 1] == 0) {
            last--;
        }
        boolean differs = false;
        for (int bin = 0; bin <= last; bin++) {
            if (histogram[2 * bin + 1] == 0) {
                continue;
            }
            left += histogram[2 * bin];
            leftWeight += histogram[2 * bin + 1];
            leftRows += rowsInBin[bin];
            if (bin == last && missingWeight == 0) {
                break;
            }
            differs = true;
            offer(bin, left, leftWeight, leftRows, missingSum, missingWeight, bin == last, best);
        }
        Arrays.fill(histogram, 0, 2 * bins, 0);
        histogram[510] = 0;
        histogram[511] = 0;
        if (counted) {
            Arrays.fill(rowsInBin, 0);
        }
        return differs;
    }

    private boolean searchSmall(byte[] column, boolean counted, BestSplit best) {
        clearTouched();
        for (int i = from; i < to; i++) {
            int bin = column[rows[i]] & 0xff;
            histogram[bin << 1] += sums[i] * weights[i];
            histogram[(bin << 1) + 1] += weights[i];
            touch(bin);
            if (counted) {
                rowsInBin[bin]++;
            }
        }
        double missingSum = 0;
        double missingWeight = 0;
        if (missingIn[best.candidate]) {
            missingSum = histogram[510];
            missingWeight = histogram[511];
            histogram[510] = 0;
            histogram[511] = 0;
            touched[3] &= Long.MAX_VALUE;
        }
        int last = -1;
        for (int word = 3; word >= 0 && last < 0; word--) {
            last = touched[word] == 0 ? -1 : (word << 6) + 63 - Long.numberOfLeadingZeros(touched[word]);
        }
        double left = 0;
        double leftWeight = 0;
        int leftRows = 0;
        boolean differs = false;
        for (int word = 0; word < 4; word++) {
            for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
                int bin = word << 6 | Long.numberOfTrailingZeros(bits);
                left += histogram[bin << 1];
                leftWeight += histogram[(bin << 1) + 1];
                histogram[bin << 1] = 0;
                histogram[(bin << 1) + 1] = 0;
                if (counted) {
                    leftRows += rowsInBin[bin];
                    rowsInBin[bin] = 0;
                }
                if (bin != last || missingWeight != 0) {
                    differs = true;
                    offer(bin, left, leftWeight, leftRows, missingSum, missingWeight, bin == last, best);
                }
            }
        }
        if (counted) {
            rowsInBin[BinnedColumns.MISSING] = 0;
        }
        return differs;
    }

    /** A split with the missing values right, and if there are any, the one with them left. */
    private void offer(
            int bin,
            double left,
            double leftWeight,
            int leftRows,
            double missing,
            double missingWeight,
            boolean last,
            BestSplit best) {
        if (minSamplesLeaf == 1 || leftRows >= minSamplesLeaf && to - from - leftRows >= minSamplesLeaf) {
            double gain = gain(left, leftWeight);
            if (gain > best.gain) {
                best.offer(bin, gain, missingWeight != 0, false);
            }
        }
        int rowsWithMissing = leftRows + rowsInBin[BinnedColumns.MISSING];
        if (missingWeight != 0
                && !last
                && (minSamplesLeaf == 1
                        || rowsWithMissing >= minSamplesLeaf && to - from - rowsWithMissing >= minSamplesLeaf)) {
            double gain = gain(left + missing, leftWeight + missingWeight);
            if (gain > best.gain) {
                best.offer(bin, gain, true, true);
            }
        }
    }

    private double gain(double left, double leftWeight) {
        double rightWeight = weight - leftWeight;
        if (criterion == Criterion.ENTROPY) {
            return TwoClassCounts.surprise(left, leftWeight)
                    + TwoClassCounts.surprise(leftWeight - left, leftWeight)
                    + TwoClassCounts.surprise(sum - left, rightWeight)
                    + TwoClassCounts.surprise(rightWeight - sum + left, rightWeight)
                    - TwoClassCounts.surprise(sum, weight)
                    - TwoClassCounts.surprise(weight - sum, weight);
        }
        double distance = left * weight - sum * leftWeight;
        double gain = distance * distance / (weight * leftWeight * rightWeight);
        return criterion == Criterion.GINI ? 2 * gain : gain;
    }

    @Override
    void offerDrawn(byte[] column, int bin, BestSplit best) {
        boolean mayMiss = missingIn[best.candidate];
        var nodeRows = rows;
        var nodeSums = sums;
        var nodeWeights = weights;
        double left = 0;
        double leftWeight = 0;
        int leftRows = 0;
        double missing = 0;
        double missingWeight = 0;
        int missingRows = 0;
        for (int i = from; i < to; i++) {
            // all ones where the row goes left: which side it is cannot be guessed, so a branch would cost more
            int side = (column[nodeRows[i]] & 0xff) - bin - 1 >> 31;
            double goesLeft = Double.longBitsToDouble(Double.doubleToRawLongBits(nodeWeights[i]) & side);
            left += goesLeft * nodeSums[i];
            leftWeight += goesLeft;
            leftRows -= side;
        }
        if (mayMiss) {
            for (int i = from; i < to; i++) {
                double isMissing = column[rows[i]] == (byte) BinnedColumns.MISSING ? weights[i] : 0;
                missing += isMissing * sums[i];
                missingWeight += isMissing;
                missingRows += isMissing > 0 ? 1 : 0;
            }
        }
        if (leftRows == to - from) {
            return;
        }
        rowsInBin[BinnedColumns.MISSING] = missingRows;
        offer(bin, left, leftWeight, leftRows, missing, missingWeight, leftRows + missingRows == to - from, best);
        rowsInBin[BinnedColumns.MISSING] = 0;
    }

    @Override
    int partition(byte[] column, int bin, boolean missingLeft) {
        int offset = missingOffset(missingLeft);
        int last = bin + offset;
        int left = from;
        int right = 0;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            double target = sums[i];
            double own = weights[i];
            int goesRight = last - ((column[row] + offset) & 0xff) >>> 31;
            rows[left] = row;
            sums[left] = target;
            weights[left] = own;
            rowScratch[right] = row;
            sumScratch[right] = target;
            weightScratch[right] = own;
            right += goesRight;
            left += 1 - goesRight;
        }
        System.arraycopy(rowScratch, 0, rows, left, right);
        System.arraycopy(sumScratch, 0, sums, left, right);
        System.arraycopy(weightScratch, 0, weights, left, right);
        return left;
    }

    @Override
    void compactSums(int start, int end) {
        System.arraycopy(wholeSums, start, compactSums, 0, end - start);
        System.arraycopy(wholeWeights, start, compactWeights, 0, end - start);
        sums = compactSums;
        weights = compactWeights;
    }

    @Override
    void wholeSums() {
        sums = wholeSums;
        weights = wholeWeights;
    }
}
