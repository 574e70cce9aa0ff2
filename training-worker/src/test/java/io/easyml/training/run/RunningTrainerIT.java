package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import io.easyml.schemas.failure.FailureClass;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.training.announce.ActiveRuns.Active;
import io.easyml.training.announce.Run;
import io.easyml.training.announce.RunEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the process whatever the worker around it does. */
@Timeout(120)
class RunningTrainerIT {

    private static final Path HOME = TestServers.root().resolve("trainer/target/app");

    @TempDir
    Path folder;

    /** A run that takes minutes. */
    private Path longRun() throws IOException {
        var table = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 100_000; i++) {
            table.append(i * 7919 % 100_003)
                    .append(',')
                    .append(i * 104_729 % 99_991)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        var csv = Files.writeString(folder.resolve("table.csv"), table);
        var run = new RunFile(
                "r",
                "j",
                1,
                "p",
                "m",
                "random_forest_classifier",
                new RunFile.Dataset(csv.toString(), "table.csv", 1, "00"),
                "label",
                Map.of("n_estimators", 2_000),
                Map.of(),
                null,
                1,
                folder.resolve("model").toString());
        new TrainerJson().writeRunFile(folder.resolve("run.json"), run);
        return folder.resolve("run.json");
    }

    @Test
    void aTrainerWhoseWorkerIsKilledEndsByItself() throws Exception {
        var log = folder.resolve("log");
        var worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HoldsATrainer.class.getName(),
                        HOME.toString(),
                        longRun().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await("the fit")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(log).contains("fit"));
        var trainer = ProcessHandle.of(Long.parseLong(Files.readAllLines(log).getFirst()))
                .orElseThrow();
        var command = trainer.info().commandLine().orElseThrow();
        var own = Path.of(command.substring(command.indexOf("--folder ") + "--folder ".length()));

        worker.destroyForcibly().waitFor();

        await("its end").atMost(Duration.ofSeconds(20)).until(() -> !trainer.isAlive());
        assertThat(own).doesNotExist();
    }

    @Test
    void memoryThatIsNoHeapCountsToo() throws Exception {
        var run = new Run(AnOrder.order(), 1, UUID.randomUUID(), Instant.now());
        // a heap that has room for everything, in a process that may be no larger than a JVM at rest
        var limits = new RunLimits(150, 150L, 600, null, 2_048, 3_600);
        try (var log = RunLog.open(folder, run, InstantSource.system());
                var watch = new LimitWatch();
                var trainer = TrainerProcess.start(HOME, 1_024, 150)) {
            var holding = new HeldRun(run, limits, log);
            try (var watched = watch.over(holding, () -> new Active(run, "fit", 20, null), () -> {})) {
                assertThat(holding.attach(trainer)).isTrue();
                watched.of(trainer);

                var answer = trainer.run(longRun(), far -> {});

                assertThat(answer).isInstanceOf(TrainerProcess.Answer.Died.class);
                assertThat(holding.early()).isInstanceOfSatisfying(RunEnd.Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo("OUT_OF_MEMORY");
                    assertThat(failed.failureClass()).isEqualTo(FailureClass.RESOURCE);
                    assertThat(failed.message()).contains("it may have 150 MiB", "(this worker allows 2048)");
                });
                assertThat(watched.mostMemoryMb()).isGreaterThan(150);
            }
        }
    }

    @Test
    void theTrainersEnvironmentHoldsNoSecret() throws Exception {
        try (var trainer = TrainerProcess.start(HOME, 64, 256)) {
            var environment = Path.of("/proc", Long.toString(trainer.pid()), "environ");
            org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(environment), "only Linux shows it");
            var names = Files.readString(environment).split("\0");
            assertThat(names)
                    .allMatch(
                            entry -> entry.isEmpty() || entry.matches("(?s)(PATH|LANG|LC_ALL|TZ|OMP_NUM_THREADS)=.*"));
        }
    }
}
