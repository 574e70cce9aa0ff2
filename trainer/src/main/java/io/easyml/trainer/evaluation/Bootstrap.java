package io.easyml.trainer.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** How much a metric depends on which rows happened to be in the test part (Efron 1979, percentile interval). */
final class Bootstrap {

    private Bootstrap() {}

    /**
     * The interval that holds the metric in {@code level} of the resamples.
     *
     * @param metric of rows that count as often as the weights say
     * @return lower and upper end
     */
    static double[] interval(
            double[] weights, int samples, double level, long seed, ToDoubleFunction<double[]> metric) {
        // a random sequence per sample: the same interval on any number of threads
        var seeds = new SplittableRandom(seed).longs(samples).toArray();
        var values = Arrays.stream(seeds)
                .parallel()
                .mapToDouble(own -> {
                    var random = new SplittableRandom(own);
                    var drawn = new double[weights.length];
                    for (int i = 0; i < weights.length; i++) {
                        int row = random.nextInt(weights.length);
                        drawn[row] += weights[row];
                    }
                    return metric.applyAsDouble(drawn);
                })
                .toArray();
        Arrays.sort(values);
        return new double[] {quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)};
    }

    static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
