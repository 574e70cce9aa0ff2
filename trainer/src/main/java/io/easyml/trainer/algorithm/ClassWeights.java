package io.easyml.trainer.algorithm;

import io.easyml.schemas.catalogue.NearestName;
import io.easyml.schemas.catalogue.Weights;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.table.TrainingFailure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What {@code class_weight} says of the classes of a training part. */
final class ClassWeights {

    private static final String NAME = "class_weight";

    private ClassWeights() {}

    /**
     * By what to multiply the weight of each class's rows; null if all classes are left as they are.
     *
     * @throws TrainingFailure if a class has a weight that is none of the target's
     */
    static double @Nullable [] of(TrainingData data, Target.Classes classes, Hyperparameters hyperparameters) {
        return switch (hyperparameters.text(NAME)) {
            case "none" -> null;
            case "balanced" -> balanced(data, classes);
            case String object -> byName(Weights.of(object).orElseThrow(), classes);
        };
    }

    /** So that classes weigh the same: rows / (classes × rows of the class), as scikit-learn has it. */
    private static double[] balanced(TrainingData data, Target.Classes classes) {
        var counts = new double[classes.labels().size()];
        for (int code : data.trainingCodes(classes)) {
            counts[code]++;
        }
        double rows = Arrays.stream(counts).sum();
        long present = Arrays.stream(counts).filter(count -> count > 0).count();
        return Arrays.stream(counts)
                .map(count -> count > 0 ? rows / (present * count) : 0)
                .toArray();
    }

    private static double[] byName(Weights weights, Target.Classes classes) {
        var labels = classes.labels();
        for (var name : weights.byName().keySet()) {
            if (!labels.contains(name)) {
                throw new TrainingFailure(
                        FailureCode.HYPERPARAMETER_OUT_OF_RANGE,
                        "`" + NAME + "` has a weight for \"" + name + "\", which is no class of the target"
                                + NearestName.question(labels, name));
            }
        }
        return labels.stream()
                .mapToDouble(label -> weights.byName().getOrDefault(label, 1.0))
                .toArray();
    }
}
