package io.easyml.trainer.algorithm;

import org.tribuo.math.la.SparseVector;

/**
 * Least squares by the normal equations of the centred columns, solved by a Cholesky decomposition with diagonal
 * pivoting (Golub and Van Loan, Matrix Computations, section 4.2.8). A column that the others make up, such as the last
 * level of a category, gets weight 0, which leaves the fit as it is. Columns should be of about the same scale.
 */
final class NormalEquations {

    /** A column is made up by others if less than this part of its variance is its own. */
    private static final double DEPENDENT = 1e-10;

    private final int size;
    private final double[][] products;
    private final double[] sums;
    private final double[] targetProducts;
    private final int[] present;
    private final double[] values;
    private double targetSum;
    private long rows;

    NormalEquations(int size) {
        this.size = size;
        this.products = new double[size][size];
        this.sums = new double[size];
        this.targetProducts = new double[size];
        this.present = new int[size];
        this.values = new double[size];
    }

    void add(SparseVector features, double target) {
        int count = 0;
        for (var feature : features) {
            if (feature.value != 0) {
                present[count] = feature.index;
                values[count++] = feature.value;
            }
        }
        for (int i = 0; i < count; i++) {
            sums[present[i]] += values[i];
            targetProducts[present[i]] += values[i] * target;
            for (int j = 0; j <= i; j++) {
                products[present[i]][present[j]] += values[i] * values[j];
            }
        }
        targetSum += target;
        rows++;
    }

    /** The weights, and after them the intercept, which no penalty holds down. */
    double[] solve(double alpha) {
        var right = new double[size];
        var whole = new double[size];
        for (int i = 0; i < size; i++) {
            right[i] = targetProducts[i] - sums[i] * targetSum / rows;
            for (int j = 0; j <= i; j++) {
                products[i][j] -= sums[i] * sums[j] / rows;
                products[j][i] = products[i][j];
            }
            products[i][i] += alpha;
            whole[i] = products[i][i];
        }
        var order = new int[size];
        int rank = decompose(order, whole);
        var solution = new double[size + 1];
        substitute(order, rank, right, solution);
        double intercept = targetSum / rows;
        for (int i = 0; i < size; i++) {
            intercept -= solution[i] * sums[i] / rows;
        }
        solution[size] = intercept;
        return solution;
    }

    /** Leaves the factor in the columns {@code order[0..rank)} of {@code products}; returns the rank. */
    private int decompose(int[] order, double[] whole) {
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int step = 0; step < size; step++) {
            int best = step;
            for (int i = step + 1; i < size; i++) {
                best = share(order[i], whole) > share(order[best], whole) ? i : best;
            }
            int pivot = order[best];
            if (share(pivot, whole) < DEPENDENT) {
                return step;
            }
            order[best] = order[step];
            order[step] = pivot;
            double root = Math.sqrt(products[pivot][pivot]);
            products[pivot][pivot] = root;
            for (int i = step + 1; i < size; i++) {
                products[order[i]][pivot] /= root;
            }
            for (int i = step + 1; i < size; i++) {
                int row = order[i];
                for (int j = step + 1; j <= i; j++) {
                    int column = order[j];
                    products[row][column] -= products[row][pivot] * products[column][pivot];
                    products[column][row] = products[row][column];
                }
            }
        }
        return size;
    }

    private double share(int column, double[] whole) {
        return whole[column] > 0 ? products[column][column] / whole[column] : 0;
    }

    private void substitute(int[] order, int rank, double[] right, double[] solution) {
        for (int i = 0; i < rank; i++) {
            double sum = right[order[i]];
            for (int j = 0; j < i; j++) {
                sum -= products[order[i]][order[j]] * solution[order[j]];
            }
            solution[order[i]] = sum / products[order[i]][order[i]];
        }
        for (int i = rank - 1; i >= 0; i--) {
            double sum = solution[order[i]];
            for (int j = i + 1; j < rank; j++) {
                sum -= products[order[j]][order[i]] * solution[order[j]];
            }
            solution[order[i]] = sum / products[order[i]][order[i]];
        }
    }
}
