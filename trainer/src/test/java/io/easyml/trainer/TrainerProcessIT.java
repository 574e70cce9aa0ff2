package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged trainer, as a worker meets it. */
@Timeout(120)
class TrainerProcessIT {

    @TempDir
    Path folder;

    @Test
    void whatAJvmLearnsOfARehearsalServesAnotherTrainer() throws Exception {
        var cache = folder.resolve("start.aot");
        var rehearsal = TrainerProcess.java("io.easyml.trainer.Main", "--rehearse", folder.toString());
        rehearsal.command().add(1, "-XX:AOTCacheOutput=" + cache);
        var process = rehearsal
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("said")))
                .isZero();

        var files = new RunFiles(folder);
        // with AOTMode=on a JVM that cannot use the cache does not start
        try (var trainer = TrainerProcess.start("-XX:AOTMode=on", "-XX:AOTCache=" + cache)) {
            trainer.send(files.run(files.table(400), "extra_trees_classifier", "kind", Map.of("n_estimators", 10)));
            assertThat(trainer.untilTheEnd().getLast()).isInstanceOf(TrainerMessage.Succeeded.class);
        }
    }

    @Test
    void aWarmTrainerDoesOneRunAfterAnotherAlsoAfterAFailure() throws Exception {
        var files = new RunFiles(folder);
        var table = files.table(400);
        try (var trainer = TrainerProcess.start()) {
            trainer.send(files.run(table, "random_forest_classifier", "kind", Map.of("n_estimators", 10)));
            var first = trainer.untilTheEnd();
            trainer.send(files.run(table, "linear_regression", "sice", Map.of()));
            var second = trainer.untilTheEnd();
            trainer.send(files.run(table, "gradient_boosting_regressor", "size", Map.of()));
            var third = trainer.untilTheEnd();

            assertThat(first.getFirst()).isEqualTo(new TrainerMessage.Progress("load", 0));
            assertThat(first)
                    .filteredOn(TrainerMessage.Progress.class::isInstance)
                    .extracting(message -> ((TrainerMessage.Progress) message).phase())
                    .contains("load", "profile", "fit", "evaluate", "export");
            assertThat(first.getLast()).isInstanceOfSatisfying(TrainerMessage.Succeeded.class, succeeded -> {
                var result = succeeded.result();
                assertThat(result.task()).isEqualTo("classification");
                assertThat(result.metrics().get("accuracy")).isGreaterThan(0.7);
                assertThat(result.hyperparameters()).containsEntry("criterion", "gini");
                assertThat(result.rows()).isEqualTo(400);
                assertThat(result.droppedColumns())
                        .singleElement()
                        .satisfies(dropped -> assertThat(dropped.name()).isEqualTo("id"));
            });
            assertThat(second.getFirst())
                    .isInstanceOfSatisfying(
                            TrainerMessage.Rested.class,
                            rested -> assertThat(rested.heapMb())
                                    .as("what the first run left behind")
                                    .isBetween(1L, 100L));
            assertThat(second.getLast()).isInstanceOfSatisfying(TrainerMessage.Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo("TARGET_NOT_FOUND");
                assertThat(failed.failureClass()).isEqualTo("user");
                assertThat(failed.message()).contains("did you mean `size`?");
            });
            assertThat(third.getLast())
                    .isInstanceOfSatisfying(
                            TrainerMessage.Succeeded.class,
                            succeeded -> assertThat(succeeded.result().curves()).hasSize(52));
        }
    }

    @Test
    void oneTrainerDoesEveryAlgorithmOfTheCatalogue() throws Exception {
        var files = new RunFiles(folder);
        var table = files.table(200);
        try (var trainer = TrainerProcess.start()) {
            for (var description : AlgorithmCatalogue.load().all()) {
                trainer.send(files.run(table, description.name(), RunFiles.target(description.task()), Map.of()));

                assertThat(trainer.untilTheEnd().getLast())
                        .as(description.name())
                        .isInstanceOfSatisfying(
                                TrainerMessage.Succeeded.class,
                                succeeded -> assertThat(succeeded.result().task())
                                        .isEqualTo(description.task().label()));
            }
        }
    }

    @Test
    void aTrainerEndsWithItsChannelInTheMiddleOfARun() throws Exception {
        var files = new RunFiles(folder);
        var run = files.run(files.table(20_000), "random_forest_classifier", "kind", Map.of("n_estimators", 2000));
        var trainer = TrainerProcess.start();
        trainer.send(run);
        TrainerMessage message;
        do {
            message = trainer.next();
            assertThat(message).isInstanceOf(TrainerMessage.Progress.class);
        } while (!(message instanceof TrainerMessage.Progress progress
                && progress.phase().equals("fit")));

        trainer.close();

        assertThat(trainer.process().isAlive()).isFalse();
        assertThat(files.output("random_forest_classifier", "kind").resolve("metadata.json"))
                .doesNotExist();
    }

    @Test
    void aKilledTrainerLeavesNoUnpackedLibraryBehind() throws Exception {
        var files = new RunFiles(folder);
        var run = files.run(files.table(400), "gradient_boosting_classifier", "kind", Map.of());
        var trainer = TrainerProcess.start("-Djava.io.tmpdir=" + folder);
        trainer.send(run);
        assertThat(trainer.untilTheEnd().getLast()).isInstanceOf(TrainerMessage.Succeeded.class);

        trainer.process().destroyForcibly().waitFor();
        trainer.close();

        assertThat(folder).isDirectoryNotContaining("glob:**.so");
    }

    @Test
    void thePredictCommandWritesWhatTheModelSays() throws Exception {
        var files = new RunFiles(folder);
        var table = files.table(300);
        assertThat(new Attempt(message -> {}).of(files.run(table, "decision_tree_classifier", "kind", Map.of())))
                .isInstanceOf(TrainerMessage.Succeeded.class);
        var model = files.output("decision_tree_classifier", "kind").toString();
        var output = folder.resolve("predictions.csv");

        assertThat(run("io.easyml.trainer.Predict", model, table.toString(), "--output", output.toString()))
                .isZero();
        var lines = Files.readAllLines(output);
        assertThat(lines).hasSize(301);
        assertThat(lines.getFirst()).isEqualTo("prediction,probability_large,probability_medium,probability_small");
        assertThat(run("io.easyml.trainer.Predict", folder.toString(), table.toString()))
                .isEqualTo(1);
        assertThat(Files.readString(folder.resolve("log"))).contains("is not a model folder");
        assertThat(run("io.easyml.trainer.Predict")).isEqualTo(2);
    }

    @Test
    void theWholeTrainerStaysBelow150MB() throws IOException {
        try (var files = Files.walk(TrainerProcess.APP)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(bytes).isBetween(10_000_000L, 150_000_000L);
        }
    }

    private int run(String mainClass, String... arguments) throws IOException, InterruptedException {
        var process = TrainerProcess.java(mainClass, arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
