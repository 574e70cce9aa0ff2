package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.tree.KnownProblems;
import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Linear models of more columns than rows: 15 of 21, beside scikit-learn 1.9.1 as {@code src/test/python/known_problems.py}
 * asks it. Of all the weights that fit, least squares takes the smallest.
 */
class WideTablesTests {

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("linear_regression", Map.of(), -0.753583),
                Arguments.of("linear_regression", Map.of("fit_intercept", false), -3.449277),
                Arguments.of("ridge", Map.of("alpha", 2), 0.038577),
                Arguments.of("lasso", Map.of("alpha", 0.05, "tol", 1e-9), 0.217068),
                Arguments.of("elastic_net", Map.of("alpha", 0.1, "l1_ratio", 0.5, "tol", 1e-9), 0.249930));
    }

    @ParameterizedTest
    @MethodSource("models")
    void areScikitLearns(String algorithm, Map<String, Object> hyperparameters, double r2) {
        var waves = new KnownProblems().waveform(500);
        var problem = new ProblemTable(new Sample(waves.x(), waves.y(), 0), 15);

        var fitted = problem.fit(algorithm, hyperparameters);

        var rows = problem.testRows();
        var metrics = Evaluation.metrics(
                new Evaluation.Judged(fitted.model().predict(fitted.features(), rows), problem.target(), rows, null));
        assertThat(metrics.get("r2")).isCloseTo(r2, within(1e-5));
    }
}
