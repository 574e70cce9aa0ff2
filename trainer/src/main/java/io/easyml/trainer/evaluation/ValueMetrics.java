package io.easyml.trainer.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Metrics of numbers, as scikit-learn 1.9 defines them. */
final class ValueMetrics {

    private ValueMetrics() {}

    static Map<String, Double> of(double[] predicted, double[] truth, double[] weights) {
        double total = Arrays.stream(weights).sum();
        double squares = sum(truth.length, i -> weights[i] * square(predicted[i] - truth[i]));
        var metrics = new LinkedHashMap<String, Double>();
        // of one row there is no spread to explain
        if (truth.length > 1) {
            metrics.put("r2", r2(predicted, truth, weights));
        }
        metrics.put("rmse", Math.sqrt(squares / total));
        metrics.put("mae", sum(truth.length, i -> weights[i] * Math.abs(predicted[i] - truth[i])) / total);
        metrics.put(
                "mape",
                sum(
                                truth.length,
                                i -> weights[i]
                                        * Math.abs(predicted[i] - truth[i])
                                        / Math.max(Math.abs(truth[i]), Math.ulp(1.0)))
                        / total);
        metrics.put(
                "max_error",
                IntStream.range(0, truth.length)
                        .mapToDouble(i -> Math.abs(predicted[i] - truth[i]))
                        .max()
                        .orElse(0));
        return metrics;
    }

    static double r2(double[] predicted, double[] truth, double[] weights) {
        double total = Arrays.stream(weights).sum();
        double mean = sum(truth.length, i -> weights[i] * truth[i]) / total;
        double squares = sum(truth.length, i -> weights[i] * square(predicted[i] - truth[i]));
        double spread = sum(truth.length, i -> weights[i] * square(truth[i] - mean));
        if (spread > 0) {
            return 1 - squares / spread;
        }
        return squares == 0 ? 1 : 0;
    }

    private static double square(double number) {
        return number * number;
    }

    private static double sum(int size, java.util.function.IntToDoubleFunction part) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += part.applyAsDouble(i);
        }
        return sum;
    }
}
