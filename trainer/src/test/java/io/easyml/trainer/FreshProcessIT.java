package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.algorithm.Algorithms;
import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.run.TrainerMessage;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Splitting;
import io.easyml.trainer.table.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that never left memory, and the same model loaded by a JVM that never saw the training. */
class FreshProcessIT {

    @TempDir
    static Path folder;

    private static final Map<String, TrainerMessage> TRAINED = new HashMap<>();

    static Stream<AlgorithmDescription> everyAlgorithm() {
        return AlgorithmCatalogue.load().all().stream();
    }

    /** Trains them all here, and lets one other process predict with each: a start of a JVM for each would take minutes. */
    @BeforeAll
    static void trainAndPredictElsewhere() throws Exception {
        var files = new RunFiles(folder);
        var csv = files.table(300);
        var commands = new ArrayList<String>();
        for (var description : everyAlgorithm().toList()) {
            var target = RunFiles.target(description.task());
            var run = files.run(csv, description.name(), target, Map.of());
            TRAINED.put(description.name(), new Attempt(message -> {}).of(run));
            commands.addAll(List.of(
                    files.output(description.name(), target).toString(),
                    csv.toString(),
                    "--output",
                    predictions(description).toString()));
        }
        var process = TrainerProcess.java(
                        List.of(Path.of("target", "test-classes")),
                        "io.easyml.trainer.PredictEach",
                        commands.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aFreshProcessPredictsExactlyTheSame(AlgorithmDescription description) throws Exception {
        assertThat(TRAINED.get(description.name())).isInstanceOf(TrainerMessage.Succeeded.class);

        var lines = Files.readAllLines(predictions(description));

        assertThat(lines.subList(1, lines.size()))
                .isEqualTo(inMemory(description, folder.resolve("items.csv"), RunFiles.target(description.task())));
    }

    private static Path predictions(AlgorithmDescription description) {
        return folder.resolve(description.name() + "-predictions.csv");
    }

    private static List<String> inMemory(AlgorithmDescription description, Path csv, @Nullable String targetName) {
        var algorithm = new Algorithms().of(description, description.resolve(Map.of()));
        var table = TableReader.open(csv, "items.csv", TableOptions.DEFAULTS).read(row -> {});
        var question = Question.of(table, targetName, description.task(), Set.of());
        var split = targetName == null
                ? new Split(question.rows(), question.rows())
                : new Splitting(question, true, 42).holdOut(0.2);
        var tried = new Trial("items.csv", question, algorithm, null, 42).on(split, part -> {});
        return lines(tried.model().predict(table, IntStream.range(0, 300).toArray()));
    }

    private static List<String> lines(Predictions predictions) {
        var lines = new ArrayList<String>();
        for (int row = 0; row < predictions.size(); row++) {
            switch (predictions) {
                case Predictions.Clusters clusters -> lines.add(Integer.toString(clusters.clusters()[row]));
                case Predictions.Anomalies anomalies ->
                    lines.add(anomalies.anomalous()[row] + "," + anomalies.scores()[row]);
                case Predictions.Values values -> lines.add(Double.toString(values.values()[row]));
                case Predictions.Classes classes -> {
                    var cells = new ArrayList<String>();
                    cells.add(classes.labels().get(classes.codes()[row]));
                    for (double score : classes.scores()[row]) {
                        cells.add(Double.toString(score));
                    }
                    lines.add(String.join(",", cells));
                }
            }
        }
        return lines;
    }
}
