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
            case "ada_boost_classifier" -> new AdaBoost(hyperparameters);
            case "logistic_regression" -> new LogisticRegression(hyperparameters);
            case "linear_regression", "ridge" -> new LinearRegression(hyperparameters);
            case "lasso" -> new ElasticNet(hyperparameters, 1);
            case "elastic_net" -> new ElasticNet(hyperparameters, hyperparameters.number("l1_ratio"));
            case "linear_svc", "linear_svr" -> new LinearSvm(hyperparameters);
            case "svc", "svr", "one_class_svm" -> new KernelSvm(hyperparameters);
            case "linear_one_class_svm" -> new LinearOneClassSvm(hyperparameters);
            case "k_neighbors_classifier", "k_neighbors_regressor" -> new NearestNeighbours(hyperparameters);
            case "gaussian_nb" -> new GaussianNaiveBayes(hyperparameters);
            case "multinomial_nb" -> new MultinomialNaiveBayes(hyperparameters);
            case "sgd_classifier", "sgd_regressor" -> new StochasticGradient(hyperparameters, false);
            case "factorization_machine_classifier", "factorization_machine_regressor" ->
                new StochasticGradient(hyperparameters, true);
            case "dummy_classifier", "dummy_regressor" -> new Dummy(hyperparameters);
            case "k_means" -> new KMeans(hyperparameters);
            case "hdbscan" -> new Hdbscan(hyperparameters);
            default -> throw new IllegalArgumentException("This trainer has no algorithm " + description.name());
        };
    }
}
