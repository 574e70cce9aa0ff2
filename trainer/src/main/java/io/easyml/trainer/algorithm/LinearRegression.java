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
        var weights = solve(data, data.trainingValues(values), progress);
        return new Fit(
                LinearModels.ofValues(
                        "least-squares",
                        domain,
                        weights,
                        domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed())),
                List.of());
    }

    private double[] solve(TrainingData data, double[] targets, FitProgress progress) {
        double alpha = hyperparameters.number("alpha");
        boolean intercept = hyperparameters.truth("fit_intercept");
        var rows = data.split().training();
        if (data.features().space().names().size() > rows.length) {
            var columns = data.features().columns(rows);
            return NormalEquations.solve(CentredColumns.of(columns, targets, data.trainingWeights(), intercept), alpha);
        }
        return NormalEquations.of(SparseRows.of(data.features(), rows), targets, data.trainingWeights(), progress)
                .solve(alpha, intercept);
    }
}
