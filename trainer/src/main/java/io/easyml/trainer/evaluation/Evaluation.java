package io.easyml.trainer.evaluation;

import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How well a model does on rows that it did not see.
 *
 * @param metrics by name, in the order in which people read them
 * @param labels the classes; empty for a regression
 * @param confusion rows by true class and predicted class; empty for a regression
 * @param perClass precision, recall, f1 and support of each class; empty for a regression
 * @param rows how many rows
 */
public record Evaluation(
        Map<String, Double> metrics,
        List<String> labels,
        List<List<Integer>> confusion,
        List<ClassQuality> perClass,
        int rows) {

    /** How well one class is found. {@code support} is the number of its rows. */
    public record ClassQuality(String label, double precision, double recall, double f1, int support) {}

    /** Compares predictions with the truth; {@code rows} are those that were predicted, in order. */
    public static Evaluation of(Predictions predictions, Target target, int[] rows) {
        return switch (predictions) {
            case Predictions.Classes predicted -> {
                if (!(target instanceof Target.Classes truth)) {
                    throw new IllegalArgumentException("classes predicted, but the target is a number");
                }
                var codes = Arrays.stream(rows).map(row -> truth.codes()[row]).toArray();
                yield new ClassEvaluation(predicted, codes).evaluate();
            }
            case Predictions.Values predicted -> {
                if (!(target instanceof Target.Values truth)) {
                    throw new IllegalArgumentException("numbers predicted, but the target is a class");
                }
                var values = Arrays.stream(rows)
                        .mapToDouble(row -> truth.values()[row])
                        .toArray();
                yield ValueEvaluation.evaluate(predicted.values(), values);
            }
        };
    }
}
