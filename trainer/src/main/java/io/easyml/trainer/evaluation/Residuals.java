package io.easyml.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How a regression errs; a residual is the true number less the predicted one.
 *
 * @param quantiles of the residuals, by part of the rows: {@code "0"}, {@code "0.05"}, …, {@code "1"}
 * @param binEdges of the histogram, one more than counts
 * @param counts of the histogram
 * @param points some rows, evenly chosen by the true number
 */
public record Residuals(
        Map<String, Double> quantiles, List<Double> binEdges, List<Integer> counts, List<Point> points) {

    private static final double[] PARTS = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    private static final int BINS = 20;
    private static final int MOST_POINTS = 500;

    /** What was predicted of a row, and what it is. */
    public record Point(double predicted, double actual) {}

    static Residuals of(double[] predicted, double[] truth) {
        var sorted = IntStream.range(0, truth.length)
                .mapToDouble(i -> truth[i] - predicted[i])
                .sorted()
                .toArray();
        var quantiles = new LinkedHashMap<String, Double>();
        for (double part : PARTS) {
            quantiles.put(
                    part == Math.rint(part) ? Integer.toString((int) part) : Double.toString(part),
                    Bootstrap.quantile(sorted, part));
        }
        double low = sorted[0];
        double width = (sorted[sorted.length - 1] - low) / BINS;
        var edges = new ArrayList<Double>();
        for (int bin = 0; bin <= BINS; bin++) {
            edges.add(low + bin * width);
        }
        var counts = new int[BINS];
        for (double residual : sorted) {
            counts[width > 0 ? Math.min(BINS - 1, (int) ((residual - low) / width)) : 0]++;
        }
        var order = IntStream.range(0, truth.length)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> truth[i]))
                .toList();
        int shown = Math.min(MOST_POINTS, truth.length);
        var points = IntStream.range(0, shown)
                .map(i -> order.get((int) ((long) i * truth.length / shown)))
                .mapToObj(i -> new Point(predicted[i], truth[i]))
                .toList();
        return new Residuals(quantiles, edges, Arrays.stream(counts).boxed().toList(), points);
    }
}
