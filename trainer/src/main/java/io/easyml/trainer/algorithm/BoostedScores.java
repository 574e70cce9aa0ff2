package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.common.xgboost.XGBoostModel;

/**
 * What boosting says of many rows at once. Tribuo would make an example of each, which takes many times as long, and in
 * which a feature that is 0 is left out: to XGBoost it is missing then, which it was not when the trees were grown.
 */
final class BoostedScores {

    private static final int BATCH = 1 << 13;

    private BoostedScores() {}

    /** {@code [position in rows][Tribuo's number of the output]}. */
    static float[][] of(XGBoostModel<?> model, FeatureSpace.Rows source, int[] rows) {
        var features = model.getFeatureIDMap();
        var ids = source.space().names().stream().mapToInt(features::getID).toArray();
        var scores = new float[rows.length][];
        // a copy, which is for the model alone to give
        var booster = model.getInnerModels().getFirst();
        try {
            // threads of ours take a batch each
            booster.setParam("nthread", 1);
            IntStream.range(0, Math.ceilDiv(rows.length, BATCH)).parallel().forEach(batch -> {
                int from = batch * BATCH;
                int size = Math.min(BATCH, rows.length - from);
                var values = new float[size * features.size()];
                for (int i = 0; i < size; i++) {
                    int start = i * features.size();
                    source.row(rows[from + i], (feature, value) -> values[start + ids[feature]] = (float) value);
                }
                System.arraycopy(predicted(booster, values, size, features.size()), 0, scores, from, size);
            });
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost cannot predict: " + failed.getMessage(), failed);
        } finally {
            booster.dispose();
        }
        return scores;
    }

    private static float[][] predicted(Booster booster, float[] values, int rows, int features) {
        try {
            return booster.inplace_predict(values, rows, features, Float.NaN);
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost cannot predict: " + failed.getMessage(), failed);
        }
    }
}
