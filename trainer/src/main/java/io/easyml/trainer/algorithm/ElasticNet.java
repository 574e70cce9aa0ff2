package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
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
        var equations = NormalEquations.of(
                SparseRows.of(data.features(), data.split().training()),
                data.trainingValues(values),
                data.trainingWeights(),
                progress);
        equations.centre(hyperparameters.truth("fit_intercept"));
        return new Fit(
                LinearModels.ofValues(
                        "elastic-net",
                        domain,
                        equations.withIntercept(descend(equations)),
                        domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed())),
                List.of());
    }

    private double[] descend(NormalEquations equations) {
        double alpha = hyperparameters.number("alpha") * equations.weight();
        double absolute = alpha * l1Ratio;
        double squared = alpha * (1 - l1Ratio);
        double tolerance = hyperparameters.number("tol");
        int maxIterations = hyperparameters.whole("max_iter");
        var products = equations.products();
        // what is left of the columns' products with the target when the fit is taken off
        var left = equations.targetProducts().clone();
        var weights = new double[equations.size()];
        for (int pass = 0; pass < maxIterations; pass++) {
            double largest = 0;
            double largestChange = 0;
            for (int j = 0; j < weights.length; j++) {
                double own = products[j][j];
                if (!(own > 0)) {
                    continue;
                }
                double pull = left[j] + own * weights[j];
                double shrunk = Math.signum(pull) * Math.max(0, Math.abs(pull) - absolute) / (own + squared);
                double change = shrunk - weights[j];
                if (change != 0) {
                    weights[j] = shrunk;
                    for (int k = 0; k < left.length; k++) {
                        left[k] -= change * products[j][k];
                    }
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
