package io.easyml.trainer.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Metrics of clusters, as scikit-learn 1.9 defines them, on the features that the model sees; noise is left out. */
final class ClusterMetrics {

    /** Silhouettes take every pair of rows; of more rows than this, that many are drawn. */
    static final int MOST_ROWS = 4000;

    private ClusterMetrics() {}

    /**
     * @param columns {@code [feature][row]}
     * @param clusters of each row, −1 for noise
     */
    static Map<String, Double> of(double[][] columns, int[] clusters, long seed) {
        var rows = IntStream.range(0, clusters.length)
                .filter(row -> clusters[row] >= 0)
                .toArray();
        var points = Arrays.stream(rows)
                .mapToObj(row -> Arrays.stream(columns)
                        .mapToDouble(column -> column[row])
                        .toArray())
                .toArray(double[][]::new);
        var codes = Arrays.stream(rows).map(row -> clusters[row]).toArray();
        var metrics = new LinkedHashMap<String, Double>();
        long found = Arrays.stream(codes).distinct().count();
        metrics.put("clusters", (double) found);
        metrics.put("noise_fraction", 1 - (double) rows.length / clusters.length);
        metrics.put("inertia", inertia(points, codes));
        if (found > 1 && found < points.length) {
            var drawn = drawn(points.length, seed);
            var sample = Arrays.stream(drawn).mapToObj(row -> points[row]).toArray(double[][]::new);
            var sampleCodes = Arrays.stream(drawn).map(row -> codes[row]).toArray();
            if (Arrays.stream(sampleCodes).distinct().count() > 1) {
                metrics.put("silhouette", silhouette(sample, sampleCodes));
            }
        }
        return metrics;
    }

    private static int[] drawn(int size, long seed) {
        var all = IntStream.range(0, size).toArray();
        if (size <= MOST_ROWS) {
            return all;
        }
        var random = new SplittableRandom(seed);
        for (int i = 0; i < MOST_ROWS; i++) {
            int j = i + random.nextInt(size - i);
            int row = all[j];
            all[j] = all[i];
            all[i] = row;
        }
        return Arrays.copyOf(all, MOST_ROWS);
    }

    /** The sum of the squared distances to the mean of the cluster. */
    static double inertia(double[][] points, int[] codes) {
        if (points.length == 0) {
            return 0;
        }
        int clusters = Arrays.stream(codes).max().orElse(-1) + 1;
        var means = new double[clusters][points[0].length];
        var counts = new int[clusters];
        for (int i = 0; i < points.length; i++) {
            counts[codes[i]]++;
            for (int j = 0; j < points[i].length; j++) {
                means[codes[i]][j] += points[i][j];
            }
        }
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points[i].length; j++) {
                double distance = points[i][j] - means[codes[i]][j] / counts[codes[i]];
                sum += distance * distance;
            }
        }
        return sum;
    }

    /** The mean silhouette (Rousseeuw 1987); a cluster of one row has 0. */
    static double silhouette(double[][] points, int[] codes) {
        int clusters = Arrays.stream(codes).max().orElse(-1) + 1;
        var counts = new int[clusters];
        Arrays.stream(codes).forEach(code -> counts[code]++);
        var silhouettes = IntStream.range(0, points.length)
                .parallel()
                .mapToDouble(i -> silhouette(points, codes, counts, i))
                .toArray();
        return Arrays.stream(silhouettes).sum() / points.length;
    }

    private static double silhouette(double[][] points, int[] codes, int[] counts, int i) {
        if (counts[codes[i]] == 1) {
            return 0;
        }
        var sums = new double[counts.length];
        for (int other = 0; other < points.length; other++) {
            sums[codes[other]] += distance(points[i], points[other]);
        }
        double own = sums[codes[i]] / (counts[codes[i]] - 1);
        double nearest = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < counts.length; cluster++) {
            if (cluster != codes[i] && counts[cluster] > 0) {
                nearest = Math.min(nearest, sums[cluster] / counts[cluster]);
            }
        }
        double larger = Math.max(own, nearest);
        return larger == 0 ? 0 : (nearest - own) / larger;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return Math.sqrt(sum);
    }
}
