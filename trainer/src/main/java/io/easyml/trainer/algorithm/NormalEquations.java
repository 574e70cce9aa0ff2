package io.easyml.trainer.algorithm;

import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import java.util.Arrays;

/**
 * Least squares by the normal equations of the centred columns, solved by a Cholesky decomposition with diagonal
 * pivoting (Golub and Van Loan, Matrix Computations, section 4.2.8). A column that the others make up, such as the last
 * level of a category, gets weight 0, which leaves the fit as it is. Columns should be of about the same scale.
 */
final class NormalEquations {

    /** A column is made up by others if less than this part of its variance is its own. */
    private static final double DEPENDENT = 1e-10;
    /** The penalty of least squares by rows, as a part of a row's square. */
    private static final double TRACE = 1e-9;

    private final int size;
    private final double[][] products;
    private final double[] sums;
    private final double[] targetProducts;
    private double targetSum;
    private double weight;

    NormalEquations(int size) {
        this(new double[size][size], new double[size]);
    }

    private NormalEquations(double[][] products, double[] targetProducts) {
        this.size = targetProducts.length;
        this.products = products;
        this.sums = new double[size];
        this.targetProducts = targetProducts;
    }

    /**
     * The solution as a sum of the rows, where there are more columns than rows: of all that fit as well, the one with the
     * smallest weights (Saunders, Gammerman and Vovk 1998).
     */
    static double[] solve(CentredColumns table, double alpha) {
        var ofRows = new double[table.rows()];
        var products = table.rowProducts();
        double trace = 0;
        for (int row = 0; row < products.length; row++) {
            trace += products[row][row];
        }
        // equal rows may have different targets, so that no solution fits all: with a trace of a penalty there is one
        double penalty = Math.max(alpha, TRACE * trace / products.length);
        new NormalEquations(products, table.target().clone()).solve(penalty, ofRows);
        var solution = new double[table.columns().length];
        for (int column = 0; column < solution.length; column++) {
            solution[column] = table.product(column, ofRows);
        }
        return table.withIntercept(solution);
    }

    /** Takes rows in; {@code targets} and {@code weights} are by row. */
    static NormalEquations of(SparseRows rows, double[] targets, double[] weights, FitProgress progress) {
        var equations = new NormalEquations(rows.features());
        for (int row = 0; row < rows.size(); row++) {
            equations.add(rows, row, targets[row], weights[row]);
            if ((row & 0xfff) == 0) {
                progress.done(0.9 * row / rows.size());
            }
        }
        return equations;
    }

    private void add(SparseRows rows, int row, double target, double rowWeight) {
        int from = rows.starts()[row];
        int to = rows.starts()[row + 1];
        var indices = rows.indices();
        var values = rows.values();
        for (int i = from; i < to; i++) {
            double weighted = values[i] * rowWeight;
            sums[indices[i]] += weighted;
            targetProducts[indices[i]] += weighted * target;
            // by ascending index: the lower triangle
            var line = products[indices[i]];
            for (int j = from; j <= i; j++) {
                line[indices[j]] += weighted * values[j];
            }
        }
        targetSum += target * rowWeight;
        weight += rowWeight;
    }

    int size() {
        return size;
    }

    /** The sum of the rows' weights. */
    double weight() {
        return weight;
    }

    /** The products of the columns with one another, after {@link #centre}. */
    double[][] products() {
        return products;
    }

    /** The products of the columns with the target, after {@link #centre}. */
    double[] targetProducts() {
        return targetProducts;
    }

    /** Takes the means off columns and target, which is how the intercept drops out; without one they stay. */
    void centre(boolean intercept) {
        if (!intercept) {
            Arrays.fill(sums, 0);
            targetSum = 0;
        }
        for (int i = 0; i < size; i++) {
            targetProducts[i] -= sums[i] * targetSum / weight;
            for (int j = 0; j <= i; j++) {
                products[i][j] -= sums[i] * sums[j] / weight;
                products[j][i] = products[i][j];
            }
        }
    }

    /** The weights of the columns with the intercept behind them. */
    double[] withIntercept(double[] solution) {
        var all = Arrays.copyOf(solution, size + 1);
        double intercept = targetSum / weight;
        for (int i = 0; i < size; i++) {
            intercept -= solution[i] * sums[i] / weight;
        }
        all[size] = intercept;
        return all;
    }

    /** The weights, and after them the intercept, which no penalty holds down. To be called once. */
    double[] solve(double alpha, boolean intercept) {
        centre(intercept);
        var solution = new double[size];
        solve(alpha, solution);
        return withIntercept(solution);
    }

    private void solve(double alpha, double[] solution) {
        var whole = new double[size];
        for (int i = 0; i < size; i++) {
            products[i][i] += alpha;
            whole[i] = products[i][i];
        }
        var order = new int[size];
        int rank = decompose(order, whole);
        substitute(order, rank, targetProducts, solution);
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
