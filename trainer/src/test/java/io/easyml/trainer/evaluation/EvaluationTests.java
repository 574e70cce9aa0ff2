package io.easyml.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.table.Target;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected numbers are scikit-learn's. */
class EvaluationTests {

    @Test
    void metricsOfThreeClassesAreScikitLearns() {
        var truth = new int[] {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2};
        var predicted = new int[] {0, 0, 1, 0, 1, 1, 2, 2, 2, 0, 2, 2};
        var probabilities = new double[][] {
            {.8, .1, .1}, {.6, .3, .1}, {.3, .4, .3}, {.5, .25, .25}, {.2, .7, .1}, {.1, .6, .3},
            {.1, .3, .6}, {.05, .05, .9}, {.2, .2, .6}, {.5, .1, .4}, {0, .3, .7}, {.1, .2, .7}
        };

        var evaluation = evaluate(List.of("a", "b", "c"), truth, predicted, probabilities);

        assertClose(
                evaluation.metrics(),
                Map.of(
                        "accuracy", 0.75,
                        "balanced_accuracy", 0.7388888888888889,
                        "f1_macro", 0.7388888888888889,
                        "f1_weighted", 0.75,
                        "precision_macro", 0.7388888888888889,
                        "recall_macro", 0.7388888888888889,
                        "log_loss", 0.5790324409310148));
        assertThat(evaluation.confusion()).containsExactly(List.of(3, 1, 0), List.of(0, 2, 1), List.of(1, 0, 4));
        assertThat(evaluation.perClass())
                .extracting(quality -> quality.support())
                .containsExactly(4, 3, 5);
    }

    @Test
    void theAreaUnderTheCurveOfTwoClassesCountsTiesHalf() {
        var truth = new int[] {0, 0, 1, 1, 0, 1, 1, 0};
        var scores = new double[] {.1, .4, .35, .8, .4, .4, .9, .2};
        var probabilities = IntStream.range(0, 8)
                .mapToObj(i -> new double[] {1 - scores[i], scores[i]})
                .toArray(double[][]::new);

        var metrics =
                evaluate(List.of("no", "yes"), truth, truth, probabilities).metrics();

        assertThat(metrics.get("roc_auc")).isCloseTo(0.8125, within(1e-12));
        assertThat(metrics.get("log_loss")).isCloseTo(0.45559652973111076, within(1e-12));
    }

    @Test
    void aClassThatTheTestRowsLackIsNotCounted() {
        var probabilities = new double[][] {{1, 0, 0}, {0, 1, 0}};

        var metrics = evaluate(List.of("a", "b", "absent"), new int[] {0, 1}, new int[] {0, 1}, probabilities)
                .metrics();

        assertThat(metrics).containsEntry("f1_macro", 1.0).containsEntry("balanced_accuracy", 1.0);
    }

    @Test
    void metricsOfNumbersAreScikitLearns() {
        var truth = new Target.Values(new double[] {3, -.5, 2, 7, 4.25});
        var predictions = new Predictions.Values(new double[] {2.5, 0, 2, 8, 4});

        var evaluation = Evaluation.of(predictions, truth, new int[] {0, 1, 2, 3, 4});

        assertClose(evaluation.metrics(), Map.of("r2", 0.9491042345276873, "rmse", 0.5590169943749475, "mae", 0.45));
    }

    private static Evaluation evaluate(List<String> labels, int[] truth, int[] codes, double[][] probabilities) {
        return Evaluation.of(
                new Predictions.Classes(labels, codes, probabilities),
                new Target.Classes(truth, labels),
                IntStream.range(0, truth.length).toArray());
    }

    private static void assertClose(Map<String, Double> actual, Map<String, Double> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isCloseTo(value, within(1e-12)));
    }
}
