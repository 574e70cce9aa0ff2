package io.easyml.trainer.tree;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Feature columns as at most 255 bins each, a byte per cell, so that a split is found by counting. Where a column has at
 * most 255 different values nothing is lost; otherwise bins are narrow where there are many rows, and where rows are far
 * apart: those of a long tail are few, and may be what matters most. A missing value has a bin of its own, {@link #MISSING}.
 */
final class BinnedColumns {

    static final int MOST_BINS = 255;
    static final int MISSING = 255;

    /** Quantiles are taken of at most so many rows: with 255 bins, more would move a threshold by a rank or two. */
    private static final int SAMPLE = 200_000;

    /** How often the bins at both ends are halved, so that the outermost rows are told apart however many there are. */
    private static final int HALVINGS = 8;

    /** Into so many parts of equally many rows a column is cut to see where they are far apart. */
    private static final int PARTS = 4096;

    /** Bits of a double behind its first. */
    private static final int MANTISSA = 52;

    /** Gives the values of a feature for all rows, NaN where one is missing; asked once per feature. */
    interface Source {
        double[] column(int feature);
    }

    private final byte[][] bins;
    private final FeatureBins[] features;

    private BinnedColumns(byte[][] bins, FeatureBins[] features) {
        this.bins = bins;
        this.features = features;
    }

    static BinnedColumns of(int features, Source source) {
        var bins = new byte[features][];
        var rules = new FeatureBins[features];
        IntStream.range(0, features).parallel().forEach(feature -> {
            var column = source.column(feature);
            rules[feature] = FeatureBins.of(column, thresholds(column));
            bins[feature] = new byte[column.length];
            rules[feature].bin(column, column.length, bins[feature], 0, 1);
        });
        return new BinnedColumns(bins, rules);
    }

    private static double[] thresholds(double[] column) {
        var distinct = FewValues.of(column, MOST_BINS);
        if (distinct != null) {
            return IntStream.range(0, Math.max(0, distinct.length - 1))
                    .mapToDouble(i -> between(distinct[i], distinct[i + 1]))
                    .toArray();
        }
        var sorted = sample(column);
        Arrays.sort(sorted);
        // a quantile in the middle of equal values moves to their end
        return IntStream.concat(ranks(sorted), tails(sorted.length))
                .map(rank -> endOfEquals(sorted, rank))
                .sorted()
                .distinct()
                .filter(at -> at < sorted.length)
                .mapToDouble(at -> between(sorted[at - 1], sorted[at]))
                .toArray();
    }

    /**
     * How many rows are to be below each threshold. Half of the thresholds go by rows alone. The other half goes by the cube
     * root of the rows' density, which of all ways to cut a column loses least of its variance (Panter and Dite 1951).
     */
    private static IntStream ranks(double[] sorted) {
        int parts = Math.min(PARTS, sorted.length);
        var share = new double[parts];
        double all = 0;
        for (int part = 0; part < parts; part++) {
            int last = Math.min(rank(part + 1, parts, sorted.length), sorted.length - 1);
            // halves, since a difference may be out of range
            double width = sorted[last] / 2 - sorted[rank(part, parts, sorted.length)] / 2;
            // width times density to the power of a third, which is one by the width
            share[part] = Math.cbrt(width) * Math.cbrt(width);
            all += share[part];
        }
        var ranks = IntStream.builder();
        int bins = MOST_BINS - 2 * HALVINGS;
        double before = 0;
        for (int part = 0; part < parts; part++) {
            double after = before + 0.5 / parts + 0.5 * share[part] / all;
            if ((int) (after * bins) > (int) (before * bins)) {
                ranks.add(rank(part + 1, parts, sorted.length));
            }
            before = after;
        }
        return ranks.build();
    }

    private static int rank(int part, int parts, int rows) {
        return (int) ((long) part * rows / parts);
    }

    private static IntStream tails(int rows) {
        return IntStream.rangeClosed(1, HALVINGS)
                .map(halving -> rows / MOST_BINS >> halving)
                .flatMap(left -> IntStream.of(left, rows - left));
    }

    private static double[] sample(double[] column) {
        var present = new double[column.length];
        int count = 0;
        for (double value : column) {
            present[count] = value;
            count += Double.isNaN(value) ? 0 : 1;
        }
        if (count <= SAMPLE) {
            return Arrays.copyOf(present, count);
        }
        var random = new SplittableRandom(count);
        for (int i = 0; i < SAMPLE; i++) {
            int j = i + random.nextInt(count - i);
            double drawn = present[j];
            present[j] = present[i];
            present[i] = drawn;
        }
        return Arrays.copyOf(present, SAMPLE);
    }

    private static int endOfEquals(double[] sorted, int at) {
        int end = Math.max(at, 1);
        while (end < sorted.length && sorted[end] == sorted[end - 1]) {
            end++;
        }
        return end;
    }

    /**
     * A number that is at least {@code low} and below {@code high}: about halfway if numbers are that fine, and with as few
     * digits as can be, which a file keeps in less space.
     */
    static double between(double low, double high) {
        double middle = low / 2 + high / 2;
        if (middle < low || middle >= high) {
            return low;
        }
        double close = (middle / 2 - low / 2) / 4;
        long bits = Double.doubleToRawLongBits(middle);
        for (int cut = MANTISSA; cut > 0; cut--) {
            double shorter = Double.longBitsToDouble(bits >>> cut << cut);
            if (Math.abs(shorter / 2 - middle / 2) <= close) {
                return shorter;
            }
        }
        return middle;
    }

    int features() {
        return bins.length;
    }

    int rows() {
        return bins.length == 0 ? 0 : bins[0].length;
    }

    FeatureBins feature(int feature) {
        return features[feature];
    }

    FeatureBins[] all() {
        return features.clone();
    }

    byte[] column(int feature) {
        return bins[feature];
    }

    byte[][] columns() {
        return bins;
    }
}
