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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that never left memory, and the same model loaded by a JVM that never saw the training. */
class FreshProcessIT {

    @TempDir
    Path folder;

    static Stream<AlgorithmDescription> everyAlgorithm() {
        return AlgorithmCatalogue.load().all().stream();
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aFreshProcessPredictsExactlyTheSame(AlgorithmDescription description) throws Exception {
        var files = new RunFiles(folder);
        var target = RunFiles.target(description.task());
        var csv = files.table(300);
        assertThat(new Attempt(message -> {}).of(files.run(csv, description.name(), target, Map.of())))
                .isInstanceOf(TrainerMessage.Succeeded.class);
        var output = folder.resolve("predictions.csv");

        var process = TrainerProcess.java(
                        "io.easyml.trainer.Predict",
                        files.output(description.name(), target).toString(),
                        csv.toString(),
                        "--output",
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        var lines = Files.readAllLines(output);
        assertThat(lines.subList(1, lines.size())).isEqualTo(inMemory(description, csv, target));
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
