package io.easyml.trainer.algorithm;

import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.ImmutableFeatureMap;

/** The training and the test part as XGBoost holds them, outside the Java heap. */
record BoostingMatrices(DMatrix training, DMatrix test) implements AutoCloseable {

    interface LabelOfRow {
        float of(int row);
    }

    static BoostingMatrices of(TrainingData data, ImmutableFeatureMap features, LabelOfRow labels) {
        try {
            var split = data.split();
            var training = matrix(data, split.training(), features, labels);
            NativeLibrary.removeUnpacked();
            return new BoostingMatrices(training, matrix(data, split.test(), features, labels));
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost cannot take the table in: " + failed.getMessage(), failed);
        }
    }

    private static DMatrix matrix(TrainingData data, int[] rows, ImmutableFeatureMap features, LabelOfRow labels)
            throws XGBoostError {
        var names = data.features().space().names();
        var ids = names.stream().mapToInt(features::getID).toArray();
        int width = features.size();
        var values = new float[Math.multiplyExact(rows.length, width)];
        var targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int start = i * width;
            data.features().row(rows[i], (feature, value) -> values[start + ids[feature]] = (float) value);
            targets[i] = labels.of(rows[i]);
        }
        var matrix = new DMatrix(values, rows.length, width, Float.NaN);
        matrix.setLabel(targets);
        return matrix;
    }

    @Override
    public void close() {
        training.dispose();
        test.dispose();
    }
}
