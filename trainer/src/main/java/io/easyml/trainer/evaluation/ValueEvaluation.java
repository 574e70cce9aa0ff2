package io.easyml.trainer.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/** Metrics of numbers, as scikit-learn defines them. */
final class ValueEvaluation {

    private ValueEvaluation() {}

    static Evaluation evaluate(double[] predicted, double[] truth) {
        double mean = Arrays.stream(truth).average().orElse(0);
        double squares = 0;
        double spread = 0;
        double absolute = 0;
        for (int i = 0; i < truth.length; i++) {
            double error = predicted[i] - truth[i];
            squares += error * error;
            absolute += Math.abs(error);
            spread += (truth[i] - mean) * (truth[i] - mean);
        }
        var metrics = new LinkedHashMap<String, Double>();
        if (spread > 0) {
            metrics.put("r2", 1 - squares / spread);
        } else {
            metrics.put("r2", squares == 0 ? 1.0 : 0.0);
        }
        metrics.put("rmse", Math.sqrt(squares / truth.length));
        metrics.put("mae", absolute / truth.length);
        return new Evaluation(metrics, List.of(), List.of(), List.of(), truth.length);
    }
}
