package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.HashMap;
import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.regression.liblinear.LibLinearRegressionTrainer;
import org.tribuo.regression.liblinear.LinearRegressionType;

/** Linear support vector machines by LIBLINEAR (Fan et al. 2008), by way of Tribuo. */
record LinearSvm(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var trainer = new LibLinearClassificationTrainer(
                        new LinearClassificationType(
                                hyperparameters.text("loss").equals("hinge")
                                        ? LinearClassificationType.LinearType.L2R_L1LOSS_SVC_DUAL
                                        : LinearClassificationType.LinearType.L2R_L2LOSS_SVC_DUAL),
                        hyperparameters.number("C"),
                        hyperparameters.whole("max_iter"),
                        hyperparameters.number("tol"),
                        data.seed());
                var weights = ClassWeights.of(data, classes, hyperparameters);
                if (weights != null) {
                    trainer.setLabelWeights(byLabel(weights, classes));
                }
                yield new Fit(trainer.train(data.labelled(classes)), List.of());
            }
            case Target.Values values -> {
                var trainer = new LibLinearRegressionTrainer(
                        new LinearRegressionType(
                                hyperparameters.text("loss").equals("epsilon_insensitive")
                                        ? LinearRegressionType.LinearType.L2R_L1LOSS_SVR_DUAL
                                        : LinearRegressionType.LinearType.L2R_L2LOSS_SVR_DUAL),
                        hyperparameters.number("C"),
                        hyperparameters.whole("max_iter"),
                        hyperparameters.number("tol"),
                        hyperparameters.number("epsilon"),
                        data.seed());
                yield new Fit(trainer.train(data.valued(values)), List.of());
            }
        };
    }

    /** As Tribuo takes the weights of classes; one that the training part lacks has none. */
    static HashMap<Label, Float> byLabel(double[] weights, Target.Classes classes) {
        var byLabel = new HashMap<Label, Float>();
        for (int code = 0; code < weights.length; code++) {
            if (weights[code] > 0) {
                byLabel.put(new Label(classes.labels().get(code)), (float) weights[code]);
            }
        }
        return byLabel;
    }
}
