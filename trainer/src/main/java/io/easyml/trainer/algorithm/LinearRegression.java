package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.List;

/** Ordinary least squares, or ridge regression with {@code alpha} above 0. */
record LinearRegression(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        if (!(data.target() instanceof Target.Values values)) {
            throw new IllegalArgumentException("linear regression predicts numbers");
        }
        return new Fit(
                new LeastSquaresTrainer(hyperparameters.number("alpha"), progress).train(data.valued(values)),
                List.of());
    }
}
