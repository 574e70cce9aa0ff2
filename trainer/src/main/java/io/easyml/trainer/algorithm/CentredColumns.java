package io.easyml.trainer.algorithm;

import java.util.Arrays;

/**
 * Columns and target with their weighted means taken off, each row times the root of its weight: least squares of them is
 * weighted least squares with an intercept. For tables with more columns than rows, where the products of the columns
 * with one another would be larger than the table.
 *
 * @param columns {@code [column][row]}
 */
record CentredColumns(double[][] columns, double[] target, double[] means, double targetMean, double weight) {

    /** Takes {@code columns} over; without an intercept, the means stay. */
    static CentredColumns of(double[][] columns, double[] target, double[] weights, boolean intercept) {
        double weight = Arrays.stream(weights).sum();
        var roots = Arrays.stream(weights).map(Math::sqrt).toArray();
        var means = new double[columns.length];
        for (int column = 0; column < columns.length; column++) {
            means[column] = intercept ? mean(columns[column], weights, weight) : 0;
            centre(columns[column], means[column], roots);
        }
        double targetMean = intercept ? mean(target, weights, weight) : 0;
        var centred = target.clone();
        centre(centred, targetMean, roots);
        return new CentredColumns(columns, centred, means, targetMean, weight);
    }

    private static double mean(double[] values, double[] weights, double weight) {
        double sum = 0;
        for (int row = 0; row < values.length; row++) {
            sum += values[row] * weights[row];
        }
        return sum / weight;
    }

    private static void centre(double[] values, double mean, double[] roots) {
        for (int row = 0; row < values.length; row++) {
            values[row] = (values[row] - mean) * roots[row];
        }
    }

    int rows() {
        return target.length;
    }

    double product(int column, double[] other) {
        double sum = 0;
        var own = columns[column];
        for (int row = 0; row < own.length; row++) {
            sum += own[row] * other[row];
        }
        return sum;
    }

    /** Adds {@code factor} times a column. */
    void addTo(double[] sums, int column, double factor) {
        var own = columns[column];
        for (int row = 0; row < own.length; row++) {
            sums[row] += factor * own[row];
        }
    }

    /** The products of the rows with one another. */
    double[][] rowProducts() {
        var products = new double[rows()][rows()];
        for (var column : columns) {
            for (int row = 0; row < column.length; row++) {
                double value = column[row];
                var line = products[row];
                for (int other = 0; value != 0 && other <= row; other++) {
                    line[other] += value * column[other];
                }
            }
        }
        for (int row = 0; row < products.length; row++) {
            for (int other = 0; other < row; other++) {
                products[other][row] = products[row][other];
            }
        }
        return products;
    }

    /** The weights of the columns with the intercept behind them. */
    double[] withIntercept(double[] solution) {
        var all = Arrays.copyOf(solution, solution.length + 1);
        double intercept = targetMean;
        for (int column = 0; column < solution.length; column++) {
            intercept -= solution[column] * means[column];
        }
        all[solution.length] = intercept;
        return all;
    }
}
