package io.easyml.trainer.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.RealInfo;
import org.tribuo.VariableInfo;

/**
 * The training and the test part as XGBoost holds them, outside the Java heap. Missing values stay missing.
 *
 * @param validation the rows by which early stopping judges; null if none were set aside
 */
record BoostingMatrices(
        DMatrix training, DMatrix test, @Nullable DMatrix validation) implements AutoCloseable {

    interface LabelOfRow {
        float of(int row);
    }

    /** @param weighted the same rows with the weights by which the model is fitted and stopped, but not judged */
    static BoostingMatrices of(
            TrainingData data, TrainingData weighted, ImmutableFeatureMap features, LabelOfRow labels) {
        try {
            var split = data.split();
            var training = matrix(weighted, split.training(), features, labels);
            NativeLibrary.removeUnpacked();
            // with no rows to be judged on, the losses are those of the training part
            var test = split.test().length == 0 ? split.training() : split.test();
            var validation =
                    split.validation().length == 0 ? null : matrix(weighted, split.validation(), features, labels);
            return new BoostingMatrices(training, matrix(data, test, features, labels), validation);
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost cannot take the table in: " + failed.getMessage(), failed);
        }
    }

    /** The features as Tribuo knows them, without showing it every row. */
    static ImmutableFeatureMap features(TrainingData data) {
        var names = data.features().space().names();
        var infos = new VariableInfo[names.size()];
        IntStream.range(0, infos.length)
                .parallel()
                .forEach(feature -> infos[feature] = info(
                        names.get(feature),
                        data.features().column(feature, data.split().training())));
        return new ImmutableFeatureMap(new ArrayList<>(List.of(infos)));
    }

    private static RealInfo info(String name, double[] column) {
        int present = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        for (double value : column) {
            if (!Double.isNaN(value)) {
                present++;
                least = Math.min(least, value);
                most = Math.max(most, value);
                double difference = value - mean;
                mean += difference / present;
                squares += difference * (value - mean);
            }
        }
        return present == 0 ? new RealInfo(name) : new RealInfo(name, present, most, least, mean, squares);
    }

    private static DMatrix matrix(TrainingData data, int[] rows, ImmutableFeatureMap features, LabelOfRow labels)
            throws XGBoostError {
        var names = data.features().space().names();
        var ids = names.stream().mapToInt(features::getID).toArray();
        int width = features.size();
        var values = new float[Math.multiplyExact(rows.length, width)];
        IntStream.range(0, width).parallel().forEach(feature -> {
            var column = data.features().column(feature, rows);
            for (int i = 0, at = ids[feature]; i < column.length; i++, at += width) {
                values[at] = (float) column[i];
            }
        });
        var targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = labels.of(rows[i]);
        }
        var matrix = new DMatrix(values, rows.length, width, Float.NaN);
        matrix.setLabel(targets);
        var weights = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            weights[i] = (float) data.weight(rows[i]);
        }
        matrix.setWeight(weights);
        return matrix;
    }

    @Override
    public void close() {
        training.dispose();
        test.dispose();
        if (validation != null) {
            validation.dispose();
        }
    }
}
