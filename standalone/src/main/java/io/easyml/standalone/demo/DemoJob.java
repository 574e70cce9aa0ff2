package io.easyml.standalone.demo;

import java.util.List;
import java.util.stream.Stream;

/**
 * A job of the demo.
 *
 * @param metric what is shown of its result
 */
record DemoJob(String table, String modelType, String metric) {

    private static final String CLASSIFICATION = "accuracy";
    private static final String REGRESSION = "r2";

    static List<DemoJob> all() {
        return Stream.of(
                        jobs(
                                "breast_cancer",
                                CLASSIFICATION,
                                "random_forest_classifier",
                                "gradient_boosting_classifier",
                                "logistic_regression",
                                "decision_tree_classifier"),
                        jobs("wine", CLASSIFICATION, "random_forest_classifier", "logistic_regression"),
                        jobs("iris", CLASSIFICATION, "gradient_boosting_classifier", "decision_tree_classifier"),
                        jobs(
                                "diabetes",
                                REGRESSION,
                                "random_forest_regressor",
                                "gradient_boosting_regressor",
                                "linear_regression",
                                "decision_tree_regressor"))
                .flatMap(jobs -> jobs)
                .toList();
    }

    private static Stream<DemoJob> jobs(String table, String metric, String... modelTypes) {
        return Stream.of(modelTypes).map(type -> new DemoJob(table, type, metric));
    }
}
