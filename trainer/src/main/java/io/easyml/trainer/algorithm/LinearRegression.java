package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.List;
import org.tribuo.regression.slm.SparseLinearModel;

/** Ordinary least squares, or ridge regression with {@code alpha} above 0, in closed form. */
record LinearRegression(Hyperparameters hyperparameters) implements Algorithm {

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
        var weights = equations.solve(hyperparameters.number("alpha"), hyperparameters.truth("fit_intercept"));
        return new Fit(
                LinearModels.ofValues(
                        "least-squares",
                        domain,
                        weights,
                        domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed())),
                List.of());
    }
}
