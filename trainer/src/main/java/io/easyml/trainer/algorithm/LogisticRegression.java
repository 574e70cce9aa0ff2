package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.List;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;

/** L2-regularised logistic regression by LIBLINEAR (Fan et al. 2008), one class against the rest. */
record LogisticRegression(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        if (!(data.target() instanceof Target.Classes classes)) {
            throw new IllegalArgumentException("logistic regression predicts classes");
        }
        var trainer = new LibLinearClassificationTrainer(
                new LinearClassificationType(LinearType.L2R_LR),
                hyperparameters.number("C"),
                hyperparameters.whole("max_iter"),
                hyperparameters.number("tol"),
                data.seed());
        return new Fit(trainer.train(data.labelled(classes)), List.of());
    }
}
