package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.table.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each algorithm is as good as scikit-learn's with the same hyperparameters on the same rows. */
class PeersTests {

    private static final double CLOSE = 0.003;
    private static final PeerTable TABLE = new PeerTable();
    private static final AlgorithmCatalogue CATALOGUE = AlgorithmCatalogue.load();

    private static Stream<Named<JsonNode>> peers(String kind) throws IOException {
        try (var resource = PeersTests.class.getResourceAsStream("peers.json")) {
            return JsonMapper.shared().readTree(resource).required(kind).values().stream()
                    .map(peer -> Named.of(
                            peer.required("algorithm").stringValue() + " "
                                    + peer.path("target").stringValue("")
                                    + peer.required("hyperparameters")
                                    + (peer.path("weighted").booleanValue(false) ? " weighted" : ""),
                            peer));
        }
    }

    static Stream<Named<JsonNode>> supervised() throws IOException {
        return peers("supervised");
    }

    static Stream<Named<JsonNode>> unsupervised() throws IOException {
        return peers("unsupervised");
    }

    @ParameterizedTest
    @MethodSource("supervised")
    void isAsGoodAsScikitLearns(JsonNode peer) {
        var target = TABLE.target(peer.required("target").stringValue());
        boolean weighted = peer.required("weighted").booleanValue();
        var algorithm = algorithm(peer);
        var data = TABLE.data(target, algorithm.encoding(), weighted);
        var labels = target instanceof Target.Classes classes ? classes.labels() : List.<String>of();
        var model = new FittedModel(
                algorithm.fit(data, part -> {}).model(), data.features().space(), labels);
        var test = data.split().test();

        var metrics = Evaluation.metrics(new Evaluation.Judged(
                model.predict(data.features(), test), target, test, weighted ? TABLE.weights() : null));

        assertClose(metrics, peer.required("metrics"));
    }

    @ParameterizedTest
    @MethodSource("unsupervised")
    void findsWhatScikitLearnsFinds(JsonNode peer) {
        var algorithm = algorithm(peer);
        var data = TABLE.data(new Target.None(), algorithm.encoding(), false);
        var model = new FittedModel(
                algorithm.fit(data, part -> {}).model(), data.features().space(), List.of());
        var rows = data.split().training();

        var metrics = Evaluation.withoutTarget(
                        model.predict(data.features(), rows),
                        data.features().columns(rows),
                        new Evaluation.Judging("", Map.of(), 1))
                .metrics();

        assertClose(metrics, peer.required("metrics"));
    }

    private static Algorithm algorithm(JsonNode peer) {
        var description =
                CATALOGUE.find(peer.required("algorithm").stringValue()).orElseThrow();
        var hyperparameters = new LinkedHashMap<String, Object>();
        peer.required("hyperparameters")
                .properties()
                .forEach(given -> hyperparameters.put(
                        given.getKey(), JsonMapper.shared().treeToValue(given.getValue(), Object.class)));
        return new Algorithms().of(description, description.resolve(hyperparameters));
    }

    private static void assertClose(Map<String, Double> metrics, JsonNode expected) {
        expected.properties().forEach(metric -> {
            double value = metric.getValue().doubleValue();
            assertThat(metrics.get(metric.getKey()))
                    .as(metric.getKey())
                    .isCloseTo(value, within(CLOSE * Math.max(1, Math.abs(value))));
        });
    }
}
