package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.easyml.trainer.run.TrainerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tables that people know, where {@code EASYML_DATASETS_DIR} says they are. Without it there is nothing to do here. */
class RealTablesIT {

    private record Expectation(String table, String algorithm, String target, String metric, double atLeast) {}

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> realTablesAreLearntAsWellAsElsewhere() {
        var datasets = Path.of(System.getenv().getOrDefault("EASYML_DATASETS_DIR", "/nonexistent"));
        return Stream.of(
                        new Expectation("adult", "random_forest_classifier", "income", "accuracy", 0.855),
                        new Expectation("adult", "gradient_boosting_classifier", "income", "accuracy", 0.865),
                        new Expectation("adult", "logistic_regression", "income", "accuracy", 0.845),
                        new Expectation("adult", "decision_tree_classifier", "income", "accuracy", 0.845),
                        new Expectation("diamonds", "random_forest_regressor", "price", "r2", 0.975),
                        new Expectation("diamonds", "gradient_boosting_regressor", "price", "r2", 0.975),
                        new Expectation("diamonds", "linear_regression", "price", "r2", 0.91),
                        new Expectation("diamonds", "decision_tree_regressor", "price", "r2", 0.965),
                        new Expectation("penguins", "random_forest_classifier", "species", "accuracy", 0.95),
                        new Expectation("titanic", "random_forest_classifier", "survived", "accuracy", 0.95),
                        new Expectation("mpg", "random_forest_regressor", "mpg", "r2", 0.80))
                .filter(expected -> Files.isRegularFile(datasets.resolve(expected.table() + ".csv")))
                .map(expected -> dynamicTest(expected.table() + " by " + expected.algorithm(), () -> {
                    var csv = datasets.resolve(expected.table() + ".csv");
                    var messages = new ArrayList<TrainerMessage>();
                    new Attempt(messages::add)
                            .of(new RunFiles(folder).run(csv, expected.algorithm(), expected.target(), Map.of()));
                    assertThat(messages.getLast())
                            .isInstanceOfSatisfying(
                                    TrainerMessage.Succeeded.class,
                                    succeeded -> assertThat(
                                                    succeeded.result().metrics().get(expected.metric()))
                                            .isGreaterThanOrEqualTo(expected.atLeast()));
                }));
    }
}
