package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.tree.Forest;
import io.easyml.trainer.tree.ForestModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * A model with what it needs to be asked: the features of rows, and the labels in their order.
 *
 * @param labels the classes, empty for a regression
 */
public record FittedModel(Model<?> model, FeatureSpace features, List<String> labels) {

    private static final int BATCH = 2048;
    private static final int FOREST_BATCH = 1 << 16;

    /** Predictions for some rows of a table, in the order of {@code rows}. */
    public Predictions predict(Table table, int[] rows) {
        return predict(features.of(table), rows);
    }

    /** Predictions for some rows, in the order of {@code rows}. */
    public Predictions predict(FeatureSpace.Rows source, int[] rows) {
        if (model instanceof ForestModel<?> trees) {
            return predictByForest(trees.forest(), source, rows);
        }
        if (labels.isEmpty()) {
            var values = new double[rows.length];
            var numeric = model.castModel(Regressor.class);
            inBatches(
                    numeric,
                    RegressionFactory.UNKNOWN_REGRESSOR,
                    source,
                    rows,
                    (position, prediction) ->
                            values[position] = prediction.getOutput().getValues()[0]);
            return new Predictions.Values(values);
        }
        var probabilities = new double[rows.length][labels.size()];
        var codes = new int[rows.length];
        inBatches(model.castModel(Label.class), LabelFactory.UNKNOWN_LABEL, source, rows, (position, prediction) -> {
            fill(probabilities[position], prediction);
            codes[position] = likeliest(probabilities[position]);
        });
        return new Predictions.Classes(labels, codes, probabilities);
    }

    /** From the flat arrays, which say the same as Tribuo's trees and are many times as fast. */
    private Predictions predictByForest(Forest forest, FeatureSpace.Rows source, int[] rows) {
        var means = new double[rows.length * Math.max(1, labels.size())];
        for (int from = 0; from < rows.length; from += FOREST_BATCH) {
            var batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + FOREST_BATCH));
            var predicted = forest.predict(batch.length, feature -> source.column(feature, batch));
            System.arraycopy(predicted, 0, means, from * Math.max(1, labels.size()), predicted.length);
        }
        if (labels.isEmpty()) {
            return new Predictions.Values(means);
        }
        var probabilities = new double[rows.length][];
        var codes = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            probabilities[row] = Arrays.copyOfRange(means, row * labels.size(), (row + 1) * labels.size());
            codes[row] = likeliest(probabilities[row]);
        }
        return new Predictions.Classes(labels, codes, probabilities);
    }

    private void fill(double[] probabilities, Prediction<Label> prediction) {
        var scores = prediction.getOutputScores();
        double sum = 0;
        for (int code = 0; code < probabilities.length; code++) {
            var score = scores.get(labels.get(code));
            probabilities[code] = score == null ? 0 : score.getScore();
            sum += probabilities[code];
        }
        if (sum > 0) {
            for (int code = 0; code < probabilities.length; code++) {
                probabilities[code] /= sum;
            }
        }
    }

    private static int likeliest(double[] probabilities) {
        int best = 0;
        for (int code = 1; code < probabilities.length; code++) {
            best = probabilities[code] > probabilities[best] ? code : best;
        }
        return best;
    }

    private interface PredictionUse<T extends Output<T>> {
        void use(int position, Prediction<T> prediction);
    }

    private static <T extends Output<T>> void inBatches(
            Model<T> model, T unknown, FeatureSpace.Rows source, int[] rows, PredictionUse<T> use) {
        var batches = new ArrayList<Integer>();
        for (int from = 0; from < rows.length; from += BATCH) {
            batches.add(from);
        }
        batches.parallelStream().forEach(from -> {
            var examples = new Examples(source);
            var batch = new ArrayList<Example<T>>();
            for (int row : Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH))) {
                batch.add(examples.of(row, unknown));
            }
            var predictions = model.predict(batch);
            for (int i = 0; i < predictions.size(); i++) {
                use.use(from + i, predictions.get(i));
            }
        });
    }
}
