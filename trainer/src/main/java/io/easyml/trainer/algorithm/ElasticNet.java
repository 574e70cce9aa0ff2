package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.Arrays;
import java.util.List;
import org.tribuo.regression.slm.SparseLinearModel;

/**
 * Lasso and elastic net by coordinate descent on the columns' products (Friedman, Hastie and Tibshirani 2010, section
 * 2.2). Minimises {@code Σ w (y − Xβ)² / (2 Σ w) + α ρ |β| + α (1 − ρ) β² / 2}.
 */
record ElasticNet(Hyperparameters hyperparameters, double l1Ratio) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var values = data.values();
        var domain = Domain.of(data, values);
        var weights = solve(data, data.trainingValues(values), progress);
        return new Fit(
                LinearModels.ofValues(
                        "elastic-net",
                        domain,
                        weights,
                        domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed())),
                List.of());
    }

    private double[] solve(TrainingData data, double[] targets, FitProgress progress) {
        boolean intercept = hyperparameters.truth("fit_intercept");
        var rows = data.split().training();
        if (data.features().space().names().size() > rows.length) {
            var table = CentredColumns.of(data.features().columns(rows), targets, data.trainingWeights(), intercept);
            return table.withIntercept(descend(new OfRows(table), table.weight()));
        }
        var equations =
                NormalEquations.of(SparseRows.of(data.features(), rows), targets, data.trainingWeights(), progress);
        equations.centre(intercept);
        return equations.withIntercept(descend(new OfProducts(equations), equations.weight()));
    }

    /** Where the descent stands. */
    private interface Standing {
        int columns();

        /** The product of a column with itself. */
        double own(int column);

        /** The product of a column with what the fit leaves of the target. */
        double left(int column);

        void change(int column, double change);
    }

    /** Keeps the products of all columns with what is left: best where there are more rows than columns. */
    private static final class OfProducts implements Standing {
        private final double[][] products;
        private final double[] left;

        OfProducts(NormalEquations equations) {
            this.products = equations.products();
            this.left = equations.targetProducts().clone();
        }

        @Override
        public int columns() {
            return left.length;
        }

        @Override
        public double own(int column) {
            return products[column][column];
        }

        @Override
        public double left(int column) {
            return left[column];
        }

        @Override
        public void change(int column, double change) {
            var line = products[column];
            for (int k = 0; k < left.length; k++) {
                left[k] -= change * line[k];
            }
        }
    }

    /** Keeps what is left of each row: best where there are more columns than rows. */
    private static final class OfRows implements Standing {
        private final CentredColumns table;
        private final double[] left;
        private final double[] own;

        OfRows(CentredColumns table) {
            this.table = table;
            this.left = table.target().clone();
            this.own = new double[table.columns().length];
            Arrays.setAll(own, column -> table.product(column, table.columns()[column]));
        }

        @Override
        public int columns() {
            return own.length;
        }

        @Override
        public double own(int column) {
            return own[column];
        }

        @Override
        public double left(int column) {
            return table.product(column, left);
        }

        @Override
        public void change(int column, double change) {
            table.addTo(left, column, -change);
        }
    }

    private double[] descend(Standing standing, double weight) {
        double alpha = hyperparameters.number("alpha") * weight;
        double absolute = alpha * l1Ratio;
        double squared = alpha * (1 - l1Ratio);
        double tolerance = hyperparameters.number("tol");
        int maxIterations = hyperparameters.whole("max_iter");
        var weights = new double[standing.columns()];
        for (int pass = 0; pass < maxIterations; pass++) {
            double largest = 0;
            double largestChange = 0;
            for (int j = 0; j < weights.length; j++) {
                double own = standing.own(j);
                if (!(own > 0)) {
                    continue;
                }
                double pull = standing.left(j) + own * weights[j];
                double shrunk = Math.signum(pull) * Math.max(0, Math.abs(pull) - absolute) / (own + squared);
                double change = shrunk - weights[j];
                if (change != 0) {
                    weights[j] = shrunk;
                    standing.change(j, change);
                }
                largest = Math.max(largest, Math.abs(shrunk));
                largestChange = Math.max(largestChange, Math.abs(change));
            }
            if (largestChange <= tolerance * largest) {
                break;
            }
        }
        return weights;
    }
}
