package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.List;
import org.tribuo.anomaly.liblinear.LibLinearAnomalyTrainer;
import org.tribuo.anomaly.liblinear.LinearAnomalyType;

/** A hyperplane that keeps most rows on one side, by LIBLINEAR. */
record LinearOneClassSvm(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        return new Fit(
                new LibLinearAnomalyTrainer(
                                new LinearAnomalyType(LinearAnomalyType.LinearType.ONECLASS_SVM),
                                1,
                                hyperparameters.whole("max_iter"),
                                hyperparameters.number("tol"),
                                hyperparameters.number("nu"),
                                data.seed())
                        .train(data.expected()),
                List.of());
    }
}
