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
    void rowsAreCountedByTrueAndPredictedClass() {
        var truth = new int[] {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2};
        var predicted = new int[] {0, 0, 1, 0, 1, 1, 2, 2, 2, 0, 2, 2};
        var probabilities = new double[][] {
            {.8, .1, .1}, {.6, .3, .1}, {.3, .4, .3}, {.5, .25, .25}, {.2, .7, .1}, {.1, .6, .3},
            {.1, .3, .6}, {.05, .05, .9}, {.2, .2, .6}, {.5, .1, .4}, {0, .3, .7}, {.1, .2, .7}
        };

        var evaluation = evaluate(List.of("a", "b", "c"), truth, predicted, probabilities);

        assertThat(evaluation.confusionMatrix())
                .containsExactly(List.of(3.0, 1.0, 0.0), List.of(0.0, 2.0, 1.0), List.of(1.0, 0.0, 4.0));
        assertThat(evaluation.perClass())
                .extracting(quality -> quality.support())
                .containsExactly(4.0, 3.0, 5.0);
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

    private static Evaluation evaluate(List<String> labels, int[] truth, int[] codes, double[][] probabilities) {
        return Evaluation.of(
                new Evaluation.Judged(
                        new Predictions.Classes(labels, codes, probabilities, true),
                        new Target.Classes(truth, labels),
                        IntStream.range(0, truth.length).toArray(),
                        null),
                new Evaluation.Judging("classification", Map.of("bootstrap_samples", 100), 42));
    }
}
