package io.easyml.trainer.evaluation;

import io.easyml.trainer.algorithm.FittedModel;
import io.easyml.trainer.evaluation.Evaluation.ColumnImportance;
import io.easyml.trainer.evaluation.Evaluation.Judged;
import io.easyml.trainer.table.FeatureSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How much worse a model is when a column says nothing because it is shuffled (Breiman 2001, section 10). */
public final class PermutationImportance {

    private PermutationImportance() {}

    /** The columns of the model, the most important first. {@code judged} holds the model's predictions of these rows. */
    public static List<ColumnImportance> of(
            FittedModel model, FeatureSpace.Rows source, Judged judged, int repeats, long seed) {
        var random = new SplittableRandom(seed);
        double whole = Evaluation.mainMetric(judged).orElse(0);
        var importances = new ArrayList<ColumnImportance>();
        int size = Arrays.stream(judged.rows()).max().orElse(-1) + 1;
        for (var column : model.features().columns().keySet()) {
            var losses = new double[repeats];
            for (int repeat = 0; repeat < repeats; repeat++) {
                var moved = source.withColumnOf(column, shuffled(judged.rows(), size, random));
                var predictions = model.predict(moved, judged.rows());
                losses[repeat] = whole
                        - Evaluation.mainMetric(
                                        new Judged(predictions, judged.target(), judged.rows(), judged.rowWeights()))
                                .orElse(0);
            }
            double mean = Arrays.stream(losses).average().orElse(0);
            double variance = Arrays.stream(losses)
                    .map(loss -> (loss - mean) * (loss - mean))
                    .average()
                    .orElse(0);
            importances.add(new ColumnImportance(column, mean, Math.sqrt(variance)));
        }
        importances.sort(Comparator.comparingDouble(ColumnImportance::mean).reversed());
        return List.copyOf(importances);
    }

    private static int[] shuffled(int[] rows, int size, SplittableRandom random) {
        var order = rows.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = order[i];
            order[i] = order[j];
            order[j] = row;
        }
        var source = IntStream.range(0, size).toArray();
        for (int i = 0; i < rows.length; i++) {
            source[rows[i]] = order[i];
        }
        return source;
    }
}
