package io.easyml.trainer.algorithm;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Feature columns as at most 256 bins each, so that a split is found by counting. Where a column has at most 256
 * different values nothing is lost; otherwise the bins hold about equally many rows.
 */
final class BinnedColumns {

    static final int MOST_BINS = 256;

    private final byte[][] bins;
    private final double[][] thresholds;

    private BinnedColumns(byte[][] bins, double[][] thresholds) {
        this.bins = bins;
        this.thresholds = thresholds;
    }

    static BinnedColumns of(double[][] columns) {
        var bins = new byte[columns.length][];
        var thresholds = new double[columns.length][];
        IntStream.range(0, columns.length).parallel().forEach(feature -> {
            thresholds[feature] = thresholds(columns[feature]);
            bins[feature] = bins(columns[feature], thresholds[feature]);
        });
        return new BinnedColumns(bins, thresholds);
    }

    private static double[] thresholds(double[] column) {
        var sorted = column.clone();
        Arrays.sort(sorted);
        var distinct = Arrays.stream(sorted).distinct().toArray();
        if (distinct.length <= MOST_BINS) {
            return IntStream.range(0, distinct.length - 1)
                    .mapToDouble(i -> between(distinct[i], distinct[i + 1]))
                    .toArray();
        }
        // a quantile in the middle of equal values moves to their end
        return IntStream.range(1, MOST_BINS)
                .map(i -> endOfEquals(sorted, (int) ((long) i * sorted.length / MOST_BINS)))
                .distinct()
                .filter(at -> at < sorted.length)
                .mapToDouble(at -> between(sorted[at - 1], sorted[at]))
                .toArray();
    }

    private static int endOfEquals(double[] sorted, int at) {
        int end = at;
        while (end < sorted.length && sorted[end] == sorted[at - 1]) {
            end++;
        }
        return end;
    }

    /** A number that is at least {@code low} and below {@code high}, halfway if numbers are that fine. */
    private static double between(double low, double high) {
        double middle = low / 2 + high / 2;
        return middle >= low && middle < high ? middle : low;
    }

    private static byte[] bins(double[] column, double[] thresholds) {
        var bins = new byte[column.length];
        for (int i = 0; i < column.length; i++) {
            int found = Arrays.binarySearch(thresholds, column[i]);
            bins[i] = (byte) (found >= 0 ? found : -found - 1);
        }
        return bins;
    }

    int features() {
        return bins.length;
    }

    int bins(int feature) {
        return thresholds[feature].length + 1;
    }

    byte[] column(int feature) {
        return bins[feature];
    }

    /** Rows of this bin and those below it hold values up to this one. */
    double threshold(int feature, int bin) {
        return thresholds[feature][bin];
    }
}
