package io.easyml.trainer.evaluation;

import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.table.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does: {@code evaluation.json}, which the JSON Schema {@code evaluation.schema.json} describes.
 *
 * @param formatVersion of this document, 1
 * @param settings how it was judged
 * @param metrics by name, in the order in which people read them; with cross-validation the mean over the folds
 * @param mainMetric the one that a model is judged by first, with its confidence interval; null for a task without target
 * @param labels the classes; empty for other tasks
 * @param confusionMatrix weight of the rows by true class and predicted class; empty for other tasks
 * @param perClass precision, recall, f1 and support of each class; empty for other tasks
 * @param curves of a classifier
 * @param residuals of a regression
 * @param folds metrics of each fold of a cross-validation
 * @param importance of columns and features, where it is known
 * @param clusterSizes rows of each cluster, −1 is noise; empty for other tasks
 * @param rows how many rows were judged
 */
public record Evaluation(
        int formatVersion,
        String task,
        Map<String, Object> settings,
        Map<String, Double> metrics,
        @Nullable MainMetric mainMetric,
        List<String> labels,
        List<List<Double>> confusionMatrix,
        List<ClassQuality> perClass,
        @Nullable Curves curves,
        @Nullable Residuals residuals,
        List<Fold> folds,
        Importance importance,
        Map<String, Integer> clusterSizes,
        int rows) {

    /** How well one class is found. {@code support} is the weight of its rows. */
    public record ClassQuality(String label, double precision, double recall, double f1, double support) {}

    /** A metric of all judged rows together; the interval is null if none was asked for. */
    public record MainMetric(
            String name, double value, @Nullable Interval confidenceInterval) {}

    /** The bootstrap's percentile interval. */
    public record Interval(double level, double lower, double upper, int samples) {}

    /** A fold of a cross-validation. */
    public record Fold(int fold, int trainingRows, int testRows, Map<String, Double> metrics) {}

    /**
     * What the model needs.
     *
     * @param permutation how much worse the main metric is when a column is shuffled; empty if not asked for
     * @param gain how much each column's splits gain, in parts of all; empty for models without splits
     */
    public record Importance(List<ColumnImportance> permutation, Map<String, Double> gain) {
        public static final Importance NONE = new Importance(List.of(), Map.of());
    }

    /** Mean and standard deviation over the repeats. */
    public record ColumnImportance(String column, double mean, double standardDeviation) {}

    /** What an evaluation takes besides the rows. */
    public record Judging(String task, Map<String, Object> settings, long seed) {

        int bootstrapSamples() {
            return settings.get("bootstrap_samples") instanceof Number samples ? samples.intValue() : 0;
        }

        double confidenceLevel() {
            return settings.get("confidence_level") instanceof Number level ? level.doubleValue() : 0.95;
        }
    }

    /** Compares classes or numbers with the truth. */
    public static Evaluation of(Judged judged, Judging judging) {
        return switch (judged.predictions()) {
            case Predictions.Classes predicted -> classes(predicted, judged, judging);
            case Predictions.Values predicted -> values(predicted, judged, judging);
            case Predictions.Clusters clusters -> throw noTruth();
            case Predictions.Anomalies anomalies -> throw noTruth();
        };
    }

    private static IllegalArgumentException noTruth() {
        return new IllegalArgumentException("there is no truth to compare clusters and anomalies with");
    }

    /** The metrics alone. */
    public static Map<String, Double> metrics(Judged judged) {
        return switch (judged.predictions()) {
            case Predictions.Classes predicted ->
                new ClassMetrics(new Outcomes(predicted, judged.codes(), judged.weights())).all();
            case Predictions.Values predicted -> ValueMetrics.of(predicted.values(), judged.values(), judged.weights());
            case Predictions.Clusters clusters -> throw noTruth();
            case Predictions.Anomalies anomalies -> throw noTruth();
        };
    }

    /** The metric by which a model of classes or numbers is judged first; of one row there is none of numbers. */
    public static OptionalDouble mainMetric(Judged judged) {
        return judged.predictions() instanceof Predictions.Values && judged.rows().length < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(byWeights(judged).applyAsDouble(judged.weights()));
    }

    /** The main metric when rows count as the weights say. */
    private static ToDoubleFunction<double[]> byWeights(Judged judged) {
        return switch (judged.predictions()) {
            case Predictions.Classes predicted -> {
                var truth = judged.codes();
                yield weights -> {
                    double right = 0;
                    double total = 0;
                    for (int i = 0; i < truth.length; i++) {
                        right += predicted.codes()[i] == truth[i] ? weights[i] : 0;
                        total += weights[i];
                    }
                    return total > 0 ? right / total : 0;
                };
            }
            case Predictions.Values predicted -> {
                var truth = judged.values();
                yield weights -> ValueMetrics.r2(predicted.values(), truth, weights);
            }
            case Predictions.Clusters clusters -> throw noTruth();
            case Predictions.Anomalies anomalies -> throw noTruth();
        };
    }

    private static @Nullable MainMetric mainMetric(Judged judged, Judging judging) {
        var name = judged.predictions() instanceof Predictions.Classes ? "accuracy" : "r2";
        var value = mainMetric(judged);
        if (value.isEmpty()) {
            return null;
        }
        Interval interval = null;
        int samples = judging.bootstrapSamples();
        if (samples > 0) {
            var ends = Bootstrap.interval(
                    judged.weights(), samples, judging.confidenceLevel(), judging.seed(), byWeights(judged));
            interval = new Interval(judging.confidenceLevel(), ends[0], ends[1], samples);
        }
        return new MainMetric(name, value.getAsDouble(), interval);
    }

    private static Evaluation classes(Predictions.Classes predicted, Judged judged, Judging judging) {
        var outcomes = new Outcomes(predicted, judged.codes(), judged.weights());
        var metrics = new ClassMetrics(outcomes);
        var table = Arrays.stream(outcomes.confusion())
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        return new Evaluation(
                1,
                judging.task(),
                judging.settings(),
                metrics.all(),
                mainMetric(judged, judging),
                predicted.labels(),
                table,
                metrics.qualities(),
                Curves.of(outcomes),
                null,
                List.of(),
                Importance.NONE,
                Map.of(),
                outcomes.rows());
    }

    private static Evaluation values(Predictions.Values predicted, Judged judged, Judging judging) {
        var truth = judged.values();
        return new Evaluation(
                1,
                judging.task(),
                judging.settings(),
                ValueMetrics.of(predicted.values(), truth, judged.weights()),
                mainMetric(judged, judging),
                List.of(),
                List.of(),
                List.of(),
                null,
                Residuals.of(predicted.values(), truth),
                List.of(),
                Importance.NONE,
                Map.of(),
                truth.length);
    }

    /**
     * Describes clusters, or what is out of the ordinary.
     *
     * @param columns the features as the model sees them, {@code [feature][row]}
     */
    public static Evaluation withoutTarget(Predictions predictions, double[][] columns, Judging judging) {
        var sizes = new TreeMap<String, Integer>();
        var metrics = switch (predictions) {
            case Predictions.Clusters clusters -> {
                Arrays.stream(clusters.clusters()).forEach(cluster -> sizes.merge("" + cluster, 1, Integer::sum));
                yield ClusterMetrics.of(columns, clusters.clusters(), judging.seed());
            }
            case Predictions.Anomalies anomalies -> {
                int strange = 0;
                for (boolean anomalous : anomalies.anomalous()) {
                    strange += anomalous ? 1 : 0;
                }
                yield new LinkedHashMap<>(Map.of("anomaly_fraction", (double) strange / anomalies.size()));
            }
            case Predictions.Classes classes -> throw new IllegalArgumentException("classes have a target");
            case Predictions.Values values -> throw new IllegalArgumentException("numbers have a target");
        };
        return new Evaluation(
                1,
                judging.task(),
                judging.settings(),
                metrics,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                Importance.NONE,
                sizes,
                predictions.size());
    }

    /** This evaluation, of all folds together, with the folds and the means of their metrics. */
    public Evaluation ofFolds(List<Fold> all) {
        var means = new LinkedHashMap<String, Double>();
        for (var name : metrics.keySet()) {
            all.stream()
                    .map(Fold::metrics)
                    .filter(fold -> fold.containsKey(name))
                    .mapToDouble(fold -> fold.getOrDefault(name, 0.0))
                    .average()
                    .ifPresent(mean -> means.put(name, mean));
        }
        return new Evaluation(
                formatVersion,
                task,
                settings,
                means,
                mainMetric,
                labels,
                confusionMatrix,
                perClass,
                curves,
                residuals,
                List.copyOf(all),
                importance,
                clusterSizes,
                rows);
    }

    public Evaluation withImportance(Importance known) {
        return new Evaluation(
                formatVersion,
                task,
                settings,
                metrics,
                mainMetric,
                labels,
                confusionMatrix,
                perClass,
                curves,
                residuals,
                folds,
                known,
                clusterSizes,
                rows);
    }

    /**
     * Predictions with what is true.
     *
     * @param rows those that were predicted, in order, by which target and weights are found
     * @param rowWeights of all rows; null where all count the same
     */
    public record Judged(Predictions predictions, Target target, int[] rows, double @Nullable [] rowWeights) {

        int[] codes() {
            if (!(target instanceof Target.Classes truth)) {
                throw new IllegalArgumentException("classes predicted, but the target is none");
            }
            return Arrays.stream(rows).map(row -> truth.codes()[row]).toArray();
        }

        double[] values() {
            if (!(target instanceof Target.Values truth)) {
                throw new IllegalArgumentException("numbers predicted, but the target is none");
            }
            return Arrays.stream(rows).mapToDouble(row -> truth.values()[row]).toArray();
        }

        double[] weights() {
            return Arrays.stream(rows)
                    .mapToDouble(row -> rowWeights == null ? 1 : rowWeights[row])
                    .toArray();
        }

        /** Several parts as one, in order. */
        public static Judged together(List<Judged> parts) {
            var first = parts.getFirst();
            var rows = parts.stream()
                    .flatMapToInt(part -> Arrays.stream(part.rows()))
                    .toArray();
            var predictions = switch (first.predictions()) {
                case Predictions.Values values ->
                    new Predictions.Values(parts.stream()
                            .flatMapToDouble(part -> Arrays.stream(((Predictions.Values) part.predictions()).values()))
                            .toArray());
                case Predictions.Classes classes -> {
                    var codes = new ArrayList<Predictions.Classes>();
                    parts.forEach(part -> codes.add((Predictions.Classes) part.predictions()));
                    yield new Predictions.Classes(
                            classes.labels(),
                            codes.stream()
                                    .flatMapToInt(part -> Arrays.stream(part.codes()))
                                    .toArray(),
                            codes.stream()
                                    .flatMap(part -> Arrays.stream(part.scores()))
                                    .toArray(double[][]::new),
                            classes.probabilistic());
                }
                case Predictions.Clusters clusters -> throw noTruth();
                case Predictions.Anomalies anomalies -> throw noTruth();
            };
            return new Judged(predictions, first.target(), rows, first.rowWeights());
        }
    }
}
