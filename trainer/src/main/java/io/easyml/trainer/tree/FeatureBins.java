package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * How the values of one feature fall into bins: bin b holds what is above threshold b − 1 and up to threshold b.
 *
 * @param thresholds ascending
 * @param present how many training rows have a value
 * @param missing how many have none
 * @param sumSquares of the distances from the mean
 */
record FeatureBins(
        double[] thresholds, int present, int missing, double min, double max, double mean, double sumSquares) {

    static FeatureBins of(double[] column, double[] thresholds) {
        int present = 0;
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : column) {
            if (!Double.isNaN(value)) {
                present++;
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (present == 0) {
            return new FeatureBins(thresholds, 0, column.length, 0, 0, 0, 0);
        }
        double mean = sum / present;
        double squares = 0;
        for (double value : column) {
            double distance = Double.isNaN(value) ? 0 : value - mean;
            squares += distance * distance;
        }
        return new FeatureBins(thresholds, present, column.length - present, min, max, mean, squares);
    }

    int bins() {
        return thresholds.length + 1;
    }

    /** The smallest value that bin {@code bin} may hold, as far as training has seen. */
    double lowest(int bin) {
        return bin == 0 ? min : thresholds[bin - 1];
    }

    /** The largest value that bin {@code bin} may hold, as far as training has seen. */
    double highest(int bin) {
        return bin == thresholds.length ? max : thresholds[bin];
    }

    int bin(double value) {
        if (Double.isNaN(value)) {
            return BinnedColumns.MISSING;
        }
        int found = Arrays.binarySearch(thresholds, value + 0.0);
        return found >= 0 ? found : -found - 1;
    }

    /** Bins the first {@code count} values, into {@code bins[at]}, {@code bins[at + step]}, … */
    void bin(double[] values, int count, byte[] bins, int at, int step) {
        // padded, so that eight comparisons without a branch find the place
        var padded = new double[256];
        Arrays.fill(padded, Double.POSITIVE_INFINITY);
        System.arraycopy(thresholds, 0, padded, 0, thresholds.length);
        for (int i = 0, to = at; i < count; i++, to += step) {
            double value = values[i];
            int place = padded[127] < value ? 128 : 0;
            place += padded[place + 63] < value ? 64 : 0;
            place += padded[place + 31] < value ? 32 : 0;
            place += padded[place + 15] < value ? 16 : 0;
            place += padded[place + 7] < value ? 8 : 0;
            place += padded[place + 3] < value ? 4 : 0;
            place += padded[place + 1] < value ? 2 : 0;
            place += padded[place] < value ? 1 : 0;
            bins[to] = (byte) (Double.isNaN(value) ? BinnedColumns.MISSING : place);
        }
    }
}
