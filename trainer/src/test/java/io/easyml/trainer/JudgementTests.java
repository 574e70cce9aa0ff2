package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ways to judge a model, from the run file to evaluation.json. */
class JudgementTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    static Stream<AlgorithmDescription> everyAlgorithm() {
        return AlgorithmCatalogue.load().all().stream();
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void everyEvaluationIsAsItsSchemaSays(AlgorithmDescription description) throws IOException {
        var target = RunFiles.target(description.task());
        var evaluation = evaluation(description.name(), target, Map.of());

        try (var schema = AlgorithmCatalogue.class.getResourceAsStream("evaluation.schema.json")) {
            assertThat(JsonSchema.problems(JSON.readTree(schema), evaluation)).isEmpty();
        }
        assertThat(evaluation.required("rows").intValue()).isEqualTo(target == null ? 300 : 60);
    }

    @Test
    void theSchemaFindsWhatIsWrong() throws IOException {
        try (var resource = AlgorithmCatalogue.class.getResourceAsStream("evaluation.schema.json")) {
            var schema = JSON.readTree(resource);
            var problems = JsonSchema.problems(
                    schema, JSON.readTree("{\"task\": \"poetry\", \"metrics\": {\"r2\": \"good\"}, \"extra\": 1}"));

            assertThat(problems)
                    .anyMatch(problem -> problem.contains("poetry"))
                    .anyMatch(problem -> problem.contains("good"))
                    .anyMatch(problem -> problem.contains("extra"))
                    .anyMatch(problem -> problem.contains("lacks \"rows\""));
        }
    }

    @Test
    void crossValidationJudgesEveryRowOnceAndKeepsAModelOfAll() throws IOException {
        var evaluation = evaluation("logistic_regression", "kind", Map.of("folds", 4));

        assertThat(evaluation.required("rows").intValue()).isEqualTo(300);
        var folds = evaluation.required("folds").values().stream().toList();
        assertThat(folds).hasSize(4);
        assertThat(folds.stream()
                        .mapToInt(fold -> fold.required("test_rows").intValue())
                        .sum())
                .isEqualTo(300);
        double mean = folds.stream()
                .mapToDouble(fold -> fold.at("/metrics/f1_macro").doubleValue())
                .average()
                .orElseThrow();
        assertThat(evaluation.at("/metrics/f1_macro").doubleValue()).isCloseTo(mean, within(1e-12));
        assertThat(metadata("logistic_regression", "kind").at("/rows/training").intValue())
                .isEqualTo(300);
    }

    @Test
    void theConfidenceIntervalHoldsTheMetric() throws IOException {
        var main = evaluation("linear_regression", "size", Map.of("confidence_level", 0.9, "bootstrap_samples", 500))
                .required("main_metric");

        assertThat(main.required("name").stringValue()).isEqualTo("r2");
        var interval = main.required("confidence_interval");
        assertThat(main.required("value").doubleValue())
                .isBetween(
                        interval.required("lower").doubleValue(),
                        interval.required("upper").doubleValue());
        assertThat(interval.required("upper").doubleValue())
                .isGreaterThan(interval.required("lower").doubleValue());
        assertThat(evaluation("linear_regression", "size", Map.of("bootstrap_samples", 0))
                        .at("/main_metric/confidence_interval")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "decision_tree_regressor",
                "random_forest_regressor",
                "extra_trees_regressor",
                "gradient_boosting_regressor"
            })
    void gainStandsBesidePermutationAndIsOneInAll(String algorithm) throws IOException {
        var importance =
                evaluation(algorithm, "size", Map.of("permutation_repeats", 1)).required("importance");

        var gain = importance.required("gain").properties();
        assertThat(gain.stream().map(Map.Entry::getKey)).containsExactlyInAnyOrder("width", "heavy", "colour", "kind");
        assertThat(gain.stream().map(column -> column.getValue().doubleValue()))
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(gain.stream()
                        .mapToDouble(column -> column.getValue().doubleValue())
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(importance.required("permutation").size()).isEqualTo(4);
    }

    @Test
    void permutationFindsTheColumnsThatMatter() throws IOException {
        var permutation = evaluation("linear_regression", "size", Map.of("permutation_repeats", 3))
                .at("/importance/permutation");

        assertThat(permutation.values().stream()
                        .map(column -> column.required("column").stringValue()))
                .containsExactlyInAnyOrder("width", "heavy", "colour", "kind")
                .startsWith("width");
    }

    @Test
    void anotherDatasetJudgesAModelOfAllRows() throws IOException {
        var files = new RunFiles(folder);
        var table = Files.readAllLines(files.table(300));
        var other = new ArrayList<String>();
        other.add(table.getFirst());
        other.addAll(table.subList(1, 51));
        var validation = Files.write(folder.resolve("other.csv"), other);

        var evaluation = evaluation(
                "k_neighbors_classifier",
                "kind",
                Map.of("n_neighbors", 1),
                Map.of("validation_file_id", "other.csv@v1"),
                validation);

        // every row's nearest neighbour is the row itself
        assertThat(evaluation.required("rows").intValue()).isEqualTo(50);
        assertThat(evaluation.at("/metrics/accuracy").doubleValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flag", "day", "grade"})
    void anotherDatasetMaySpellTruthsDatesAndNumbersInItsOwnWay(String target) throws IOException {
        var table = spelled("learnt.csv", List.of("true", "false"), "2024-01-1%d", List.of("1", "2.5"));
        var other = spelled("other.csv", List.of("Yes", "no"), "1%d.01.2024", List.of("1.0", "2.50"));

        run(table, "decision_tree_classifier", target, Map.of(), Map.of("validation_file_id", "other.csv"), other);

        var evaluation = JSON.readTree(Files.readString(
                new RunFiles(folder).output("decision_tree_classifier", target).resolve("evaluation.json")));
        assertThat(evaluation.required("rows").intValue()).isEqualTo(60);
        assertThat(evaluation.at("/metrics/accuracy").doubleValue()).isEqualTo(1);
    }

    @Test
    void aNumberThatTheTrainingDatasetLacksIsRefused() throws IOException {
        var table = spelled("learnt.csv", List.of("true", "false"), "2024-01-1%d", List.of("1", "2.5"));
        var other = spelled("other.csv", List.of("yes", "no"), "1%d.01.2024", List.of("1.0", "3"));

        var failed = (TrainerMessage.Failed) messages(
                        table,
                        "decision_tree_classifier",
                        "grade",
                        Map.of(),
                        Map.of("validation_file_id", "other.csv"),
                        other)
                .getLast();

        assertThat(failed.code()).isEqualTo("EVALUATION_INVALID");
        assertThat(failed.message()).contains("\"3.0\"");
    }

    /** {@code flag} and {@code grade} follow from z, {@code day} from x. */
    private Path spelled(String name, List<String> truths, String day, List<String> grades) throws IOException {
        var text = new StringBuilder("x,z,flag,day,grade\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 3).append(',').append(i % 2).append(',');
            text.append(truths.get(i % 2))
                    .append(',')
                    .append(day.formatted(i % 3))
                    .append(',');
            text.append(grades.get(i % 2)).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void anotherDatasetWithAnUnknownClassIsRefused() throws IOException {
        var other = Files.writeString(
                folder.resolve("other.csv"), "width,colour,heavy,size,kind\n1,red,true,3,small\n2,blue,false,4,huge\n");

        assertThat(failure("logistic_regression", "kind", Map.of("validation_file_id", "other.csv"), other))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo("EVALUATION_INVALID");
                    assertThat(failed.message()).contains("\"huge\"");
                });
    }

    @Test
    void weightsAndGroupsAreNoFeatures() throws IOException {
        var table = weighted();

        evaluation(table, "linear_regression", "y", Map.of("sample_weight_column", "w", "group_column", "g"));

        assertThat(metadata("linear_regression", "y").required("feature_names").values().stream()
                        .map(JsonNode::stringValue))
                .containsExactly("x");
    }

    @Test
    void rowsOfWeightZeroChangeNothing() throws IOException {
        // rows of weight 0 have a target that has nothing to do with x
        var metrics = evaluation(weighted(), "linear_regression", "y", Map.of("sample_weight_column", "w"))
                .required("metrics");

        assertThat(metrics.required("r2").doubleValue()).isCloseTo(1, within(1e-9));
        assertThat(evaluation(weighted(), "linear_regression", "y", Map.of())
                        .at("/metrics/r2")
                        .doubleValue())
                .isLessThan(0.9);
    }

    @Test
    void aNegativeWeightIsRefused() throws IOException {
        var table =
                Files.writeString(folder.resolve("t.csv"), "x,w,y\n" + "1,1,2\n2,1,3\n4,2,9\n".repeat(10) + "3,-1,4\n");

        assertThat(failure(table, "ridge", "y", Map.of("sample_weight_column", "w"))
                        .message())
                .contains("`w`")
                .contains("negative");
    }

    /** y = 2x where w is 1, and something else where it is 0. */
    private Path weighted() throws IOException {
        var text = new StringBuilder("x,w,g,y\n");
        for (int i = 0; i < 200; i++) {
            boolean counts = i % 4 != 0;
            text.append(i)
                    .append(',')
                    .append(counts ? 1 : 0)
                    .append(',')
                    .append(i % 7)
                    .append(',');
            text.append(counts ? 2 * i : i * 7919 % 400).append('\n');
        }
        return Files.writeString(folder.resolve("weighted.csv"), text);
    }

    private JsonNode evaluation(String algorithm, @Nullable String target, Map<String, Object> settings)
            throws IOException {
        return evaluation(algorithm, target, Map.of(), settings, null);
    }

    private JsonNode evaluation(Path table, String algorithm, String target, Map<String, Object> settings)
            throws IOException {
        run(table, algorithm, target, Map.of(), settings, null);
        return JSON.readTree(
                Files.readString(new RunFiles(folder).output(algorithm, target).resolve("evaluation.json")));
    }

    private JsonNode evaluation(
            String algorithm,
            @Nullable String target,
            Map<String, Object> hyperparameters,
            Map<String, Object> settings,
            @Nullable Path validation)
            throws IOException {
        run(new RunFiles(folder).table(300), algorithm, target, hyperparameters, settings, validation);
        return JSON.readTree(
                Files.readString(new RunFiles(folder).output(algorithm, target).resolve("evaluation.json")));
    }

    private JsonNode metadata(String algorithm, String target) throws IOException {
        return JSON.readTree(
                Files.readString(new RunFiles(folder).output(algorithm, target).resolve("metadata.json")));
    }

    private void run(
            Path table,
            String algorithm,
            @Nullable String target,
            Map<String, Object> hyperparameters,
            Map<String, Object> settings,
            @Nullable Path validation) {
        var messages = messages(table, algorithm, target, hyperparameters, settings, validation);
        assertThat(messages.getLast()).isInstanceOf(TrainerMessage.Succeeded.class);
    }

    private TrainerMessage.Failed failure(
            String algorithm, String target, Map<String, Object> settings, Path validation) throws IOException {
        return (TrainerMessage.Failed)
                messages(new RunFiles(folder).table(300), algorithm, target, Map.of(), settings, validation)
                        .getLast();
    }

    private TrainerMessage.Failed failure(Path table, String algorithm, String target, Map<String, Object> settings) {
        return (TrainerMessage.Failed)
                messages(table, algorithm, target, Map.of(), settings, null).getLast();
    }

    private List<TrainerMessage> messages(
            Path table,
            String algorithm,
            @Nullable String target,
            Map<String, Object> hyperparameters,
            Map<String, Object> settings,
            @Nullable Path validation) {
        var messages = new ArrayList<TrainerMessage>();
        new Attempt(messages::add)
                .of(new RunFiles(folder).run(table, algorithm, target, hyperparameters, settings, validation));
        return messages;
    }
}
