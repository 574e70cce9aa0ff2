package io.easyml.trainer.algorithm;

import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.trainer.algorithm.Trees.Kind;
import java.util.Map;

/** The algorithms of the catalogue, ready to fit. */
public final class Algorithms {

    /**
     * The described algorithm with these hyperparameters, which {@link AlgorithmDescription#resolve} gave.
     *
     * @throws IllegalArgumentException if the catalogue describes what this trainer does not have
     */
    public Algorithm of(AlgorithmDescription description, Map<String, Object> resolved) {
        var hyperparameters = new Hyperparameters(resolved);
        return switch (description.name()) {
            case "random_forest_classifier", "random_forest_regressor" ->
                new Trees(Kind.RANDOM_FOREST, hyperparameters);
            case "extra_trees_classifier", "extra_trees_regressor" -> new Trees(Kind.EXTRA_TREES, hyperparameters);
            case "decision_tree_classifier", "decision_tree_regressor" ->
                new Trees(Kind.DECISION_TREE, hyperparameters);
            case "gradient_boosting_classifier", "gradient_boosting_regressor" -> new GradientBoosting(hyperparameters);
            case "logistic_regression" -> new LogisticRegression(hyperparameters);
            case "linear_regression" -> new LinearRegression(hyperparameters);
            default -> throw new IllegalArgumentException("This trainer has no algorithm " + description.name());
        };
    }
}
