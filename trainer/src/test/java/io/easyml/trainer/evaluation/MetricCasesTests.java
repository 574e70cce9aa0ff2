package io.easyml.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.table.Target;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every metric is what scikit-learn says, as {@code src/test/python/metric_cases.py} wrote it down. */
class MetricCasesTests {

    private static final double EXACT = 1e-9;

    private static Stream<Named<JsonNode>> cases(String kind) throws IOException {
        try (var resource = MetricCasesTests.class.getResourceAsStream("metric_cases.json")) {
            return JsonMapper.shared().readTree(resource).required(kind).values().stream()
                    .map(one -> Named.of(one.required("name").stringValue(), one));
        }
    }

    static Stream<Named<JsonNode>> classification() throws IOException {
        return cases("classification");
    }

    static Stream<Named<JsonNode>> regression() throws IOException {
        return cases("regression");
    }

    static Stream<Named<JsonNode>> clustering() throws IOException {
        return cases("clustering");
    }

    @ParameterizedTest
    @MethodSource("classification")
    void metricsOfClassesAreScikitLearns(JsonNode example) {
        var scores = example.required("scores").values().stream()
                .map(MetricCasesTests::numbers)
                .toArray(double[][]::new);
        var labels = IntStream.range(0, example.required("classes").intValue())
                .mapToObj(Integer::toString)
                .toList();
        var codes = Stream.of(scores).mapToInt(MetricCasesTests::largest).toArray();
        var truth = example.required("truth").values().stream()
                .mapToInt(JsonNode::intValue)
                .toArray();
        var judged = new Evaluation.Judged(
                new Predictions.Classes(
                        labels, codes, scores, example.required("probabilistic").booleanValue()),
                new Target.Classes(truth, labels),
                IntStream.range(0, truth.length).toArray(),
                example.required("weights").isNull() ? null : numbers(example.required("weights")));

        var evaluation = Evaluation.of(judged, new Evaluation.Judging("classification", Map.of(), 1));

        assertSame(evaluation.metrics(), example.required("metrics"));
        assertSame(
                evaluation.perClass().stream()
                        .mapToDouble(Evaluation.ClassQuality::precision)
                        .toArray(),
                example.required("precision"));
        assertSame(
                evaluation.perClass().stream()
                        .mapToDouble(Evaluation.ClassQuality::recall)
                        .toArray(),
                example.required("recall"));
        assertSame(
                evaluation.perClass().stream()
                        .mapToDouble(Evaluation.ClassQuality::f1)
                        .toArray(),
                example.required("f1"));
        for (int code = 0; code < labels.size(); code++) {
            assertSame(
                    evaluation.confusionMatrix().get(code).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    example.required("confusion_matrix").get(code));
        }
        if (example.has("roc") && evaluation.curves() != null) {
            var roc = evaluation.curves().roc().getFirst();
            var calibration = evaluation.curves().calibration().getFirst();
            assertSame(array(roc.fpr()), example.required("roc").required("fpr"));
            assertSame(array(roc.tpr()), example.required("roc").required("tpr"));
            var expected = example.required("calibration");
            assertSame(array(calibration.fractionOfPositives()), expected.required("fraction_of_positives"));
            assertSame(array(calibration.meanPredicted()), expected.required("mean_predicted"));
        }
    }

    @ParameterizedTest
    @MethodSource("regression")
    void metricsOfNumbersAreScikitLearns(JsonNode example) {
        var weights = example.required("weights");
        var truth = numbers(example.required("truth"));

        var metrics = ValueMetrics.of(
                numbers(example.required("predicted")),
                truth,
                weights.isNull()
                        ? IntStream.range(0, truth.length).mapToDouble(i -> 1).toArray()
                        : numbers(weights));

        assertSame(metrics, example.required("metrics"));
    }

    @ParameterizedTest
    @MethodSource("clustering")
    void metricsOfClustersAreScikitLearns(JsonNode example) {
        var points = example.required("points").values().stream()
                .map(MetricCasesTests::numbers)
                .toArray(double[][]::new);
        var clusters = example.required("clusters").values().stream()
                .mapToInt(JsonNode::intValue)
                .toArray();
        var columns = IntStream.range(0, points[0].length)
                .mapToObj(feature ->
                        Stream.of(points).mapToDouble(point -> point[feature]).toArray())
                .toArray(double[][]::new);

        var metrics = ClusterMetrics.of(columns, clusters, 1);

        assertThat(metrics.get("silhouette"))
                .isCloseTo(example.at("/metrics/silhouette").doubleValue(), within(EXACT));
        assertThat(metrics.get("inertia"))
                .isCloseTo(example.at("/metrics/inertia").doubleValue(), within(EXACT));
    }

    private static double[] numbers(JsonNode array) {
        return array.values().stream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static double[] array(java.util.List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static int largest(double[] scores) {
        int best = 0;
        for (int code = 1; code < scores.length; code++) {
            best = scores[code] > scores[best] ? code : best;
        }
        return best;
    }

    private static void assertSame(Map<String, Double> metrics, JsonNode expected) {
        assertThat(metrics.keySet()).isEqualTo(expected.propertyNames());
        expected.properties().forEach(metric -> {
            double value = metric.getValue().doubleValue();
            // a relative error with a 0 below it is some 1e15, of which 1e-9 is no digit
            assertThat(metrics.get(metric.getKey()))
                    .as(metric.getKey())
                    .isCloseTo(value, within(EXACT * Math.max(1, Math.abs(value))));
        });
    }

    private static void assertSame(double[] actual, JsonNode expected) {
        assertThat(actual).containsExactly(numbers(expected), within(EXACT));
    }
}
