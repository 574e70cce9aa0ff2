package io.easyml.trainer.table;

import io.easyml.trainer.table.TableProfile.Association;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much a column alone says of the target: Pearson's correlation of two numbers, the correlation ratio of a category
 * with a number, Cramér's V of classes with categories or with numbers in bins of equal size.
 */
final class Associations {

    private static final int BINS = 64;
    private static final double SURE = 0.995;
    private static final double SURELY_CORRELATED = 0.9995;

    private final int[] rows;
    private final Target target;

    private Associations(int[] rows, Target target) {
        this.rows = rows;
        this.target = target;
    }

    /** Null where there is no target. */
    static @Nullable Associations with(Question question, int[] sample) {
        var column = question.targetColumn();
        if (column == null) {
            return null;
        }
        var rows = Arrays.stream(sample).filter(row -> !column.isMissing(row)).toArray();
        return rows.length < 2 ? null : new Associations(rows, question.target());
    }

    /**
     * What a column says.
     *
     * @param association null where it cannot be told
     * @param givesAway whether it leaves hardly a row to guess
     */
    record Said(@Nullable Association association, boolean givesAway) {

        static final Said NOTHING = new Said(null, false);
    }

    Said of(Column column) {
        return switch (target) {
            case Target.None none -> Said.NOTHING;
            case Target.Values values -> {
                boolean linear = column instanceof Column.Numbers;
                double value = column instanceof Column.Numbers numbers
                        ? pearson(numbers.values(), values.values())
                        : correlationRatio(bins(column), values.values());
                yield said(
                        column, linear ? "pearson" : "correlation_ratio", value, Math.abs(value) > SURELY_CORRELATED);
            }
            case Target.Classes classes -> {
                var counts = table(bins(column), classes);
                yield said(column, "cramers_v", cramersV(counts), leavesNothing(counts));
            }
        };
    }

    private Said said(Column column, String measure, double value, boolean sure) {
        return new Said(Double.isFinite(value) ? new Association(measure, value) : null, sure && couldGiveAway(column));
    }

    /** Where nearly each row has its own text, it says nothing of another. */
    private boolean couldGiveAway(Column column) {
        return column.type() != ColumnType.TEXT
                && !(column instanceof Column.Categories categories
                        && categories.levels().size() > Math.min(10_000, rows.length / 10));
    }

    private boolean leavesNothing(double[][] counts) {
        double right = 0;
        var totals = new double[counts[0].length];
        for (var bin : counts) {
            double most = 0;
            for (int code = 0; code < totals.length; code++) {
                totals[code] += bin[code];
                most = Math.max(most, bin[code]);
            }
            right += most;
        }
        double always = Arrays.stream(totals).max().orElse(0);
        // of what the most frequent class alone does not get right, nearly all
        return rows.length - right <= (1 - SURE) * rows.length && rows.length - right <= 0.05 * (rows.length - always);
    }

    private double pearson(double[] x, double[] y) {
        double n = 0;
        double meanX = 0;
        double meanY = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int row : rows) {
            if (!Double.isNaN(x[row])) {
                n++;
                double dx = x[row] - meanX;
                double dy = y[row] - meanY;
                meanX += dx / n;
                meanY += dy / n;
                xx += dx * (x[row] - meanX);
                yy += dy * (y[row] - meanY);
                xy += dx * (y[row] - meanY);
            }
        }
        return xy / (Math.sqrt(xx) * Math.sqrt(yy));
    }

    /** Of the rows, in their order; one bin is for missing cells. */
    private int[] bins(Column column) {
        var bins = new int[rows.length];
        switch (column) {
            case Column.Categories categories -> {
                for (int i = 0; i < rows.length; i++) {
                    bins[i] = categories.codes()[rows[i]] + 1;
                }
            }
            case Column.Numbers numbers -> {
                var edges = edges(numbers);
                for (int i = 0; i < rows.length; i++) {
                    double value = numbers.values()[rows[i]];
                    int at = Arrays.binarySearch(edges, value);
                    bins[i] = Double.isNaN(value) ? 0 : at >= 0 ? at + 2 : -at;
                }
            }
        }
        return bins;
    }

    private double[] edges(Column.Numbers numbers) {
        var sorted = new double[rows.length];
        int present = 0;
        for (int row : rows) {
            double value = numbers.values()[row];
            if (!Double.isNaN(value)) {
                sorted[present++] = value;
            }
        }
        Arrays.sort(sorted, 0, present);
        int count = present;
        return present == 0
                ? new double[0]
                : IntStream.range(1, BINS)
                        .mapToDouble(i -> sorted[(int) ((long) i * count / BINS)])
                        .distinct()
                        .toArray();
    }

    private double correlationRatio(int[] bins, double[] y) {
        int most = Arrays.stream(bins).max().orElse(0);
        var sums = new double[most + 1];
        var counts = new double[most + 1];
        double mean = Arrays.stream(rows).mapToDouble(row -> y[row]).average().orElse(0);
        double total = 0;
        for (int i = 0; i < rows.length; i++) {
            double difference = y[rows[i]] - mean;
            sums[bins[i]] += difference;
            counts[bins[i]]++;
            total += difference * difference;
        }
        double between = 0;
        for (int bin = 0; bin <= most; bin++) {
            between += counts[bin] == 0 ? 0 : sums[bin] * sums[bin] / counts[bin];
        }
        return total == 0 ? Double.NaN : Math.sqrt(between / total);
    }

    /** Rows by bin and class; rare bins share one where the table would become too large. */
    private double[][] table(int[] bins, Target.Classes classes) {
        int most = Arrays.stream(bins).max().orElse(0);
        int room = Math.max(BINS + 2, 4_000_000 / classes.labels().size());
        var counts = new double[Math.min(most + 1, room)][classes.labels().size()];
        for (int i = 0; i < rows.length; i++) {
            counts[bins[i] % counts.length][classes.codes()[rows[i]]]++;
        }
        return counts;
    }

    private static double cramersV(double[][] counts) {
        int classes = counts[0].length;
        var ofClass = new double[classes];
        double n = 0;
        int bins = 0;
        for (var bin : counts) {
            double sum = 0;
            for (int code = 0; code < classes; code++) {
                ofClass[code] += bin[code];
                sum += bin[code];
            }
            n += sum;
            bins += sum > 0 ? 1 : 0;
        }
        double chi = 0;
        for (var bin : counts) {
            double sum = Arrays.stream(bin).sum();
            for (int code = 0; code < classes; code++) {
                double expected = sum * ofClass[code] / n;
                if (expected > 0) {
                    chi += (bin[code] - expected) * (bin[code] - expected) / expected;
                }
            }
        }
        long present = Arrays.stream(ofClass).filter(count -> count > 0).count();
        double most = Math.min(bins, present) - 1.0;
        return most <= 0 ? Double.NaN : Math.sqrt(chi / n / most);
    }
}
