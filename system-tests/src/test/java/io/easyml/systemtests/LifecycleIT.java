package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Up, down, and up again; and nothing stays behind, however it ends. */
class LifecycleIT {

    private static final Duration JOB = Duration.ofMinutes(2);

    @Test
    void everythingIsStillThereAfterDrainingAndUpAndTrainingGoesOn(@TempDir Path folder) throws Exception {
        try (var platform = Platform.start(folder.resolve("data"), 1)) {
            var api = platform.api().newUser();
            var project = api.newProject("lasting");
            api.upload(project, "shoppers.csv", Tables.shoppers(500, 2));
            var first = api.train(project, "shoppers.csv", "bought", "decision_tree_classifier", Map.of());
            assertThat(api.awaitEnd(first, JOB).path("state").asString()).isEqualTo("succeeded");

            var second = platform.easyml(Duration.ofSeconds(30), "up");
            assertThat(second.exitCode()).isNotZero();
            assertThat(second.output()).contains("running");

            api.upload(project, "many.csv", Tables.shoppers(20_000, 3));
            var running = api.train(
                    project,
                    "many.csv",
                    "bought",
                    "gradient_boosting_classifier",
                    Map.of("n_estimators", 800, "max_depth", 8));
            await("it to run")
                    .atMost(JOB)
                    .until(() -> api.job(running).path("state").asString().equals("running"));

            platform.drain();
            assertThat(platform.leftBehind()).isEmpty();
            assertThat(platform.processes()).isEmpty();

            platform.startAgain();
            assertThat(api.job(first).path("model_version").asInt()).isEqualTo(1);
            var drained = api.awaitEnd(running, JOB);
            assertThat(drained.path("state").asString()).isEqualTo("succeeded");
            assertThat(drained.path("attempt").asInt()).as("not handed on").isEqualTo(1);
            var again =
                    api.train(project, "shoppers.csv", "bought", "decision_tree_classifier", Map.of("max_depth", 3));
            assertThat(api.awaitEnd(again, JOB).path("model_version").asInt()).isEqualTo(2);

            platform.signal("INT");
            platform.awaitEnd();
            assertThat(platform.leftBehind()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "postgres", "gateway"})
    void ctrlCDuringTheStartLeavesNoProcess(String moment, @TempDir Path folder) throws Exception {
        try (var platform = Platform.launched(folder.resolve("data"), 1)) {
            if (!moment.equals("starting")) {
                await(moment)
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> platform.printed().contains(moment));
            }
            platform.signal("INT");
            platform.awaitEnd();
            assertThat(platform.leftBehind()).isEmpty();
        }
    }

    @Test
    void ctrlCInTheFirstMomentsIsNotLost(@TempDir Path folder) throws Exception {
        for (int milliseconds = 0; milliseconds <= 40; milliseconds += 8) {
            try (var platform = Platform.launched(folder.resolve("data-" + milliseconds), 1)) {
                platform.signalAfter(milliseconds, "INT");
                platform.awaitEnd();
                assertThat(platform.leftBehind())
                        .as("after %d ms", milliseconds)
                        .isEmpty();
            }
        }
    }

    @Test
    void theChildrenOfAKilledLauncherEndByThemselves(@TempDir Path folder) throws Exception {
        try (var platform = Platform.start(folder.resolve("data"), 1)) {
            platform.signal("KILL");
            platform.awaitEnd();
            await("every process to end")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(platform.leftBehind()).isEmpty());
        }
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts(@TempDir Path folder) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var command = Command.run(
                    Duration.ofSeconds(60),
                    Command.ROOT,
                    Map.of("EASYML_SKIP_BUILD", "true"),
                    Command.easyml(
                            "up",
                            "--data-dir",
                            folder.resolve("data").toString(),
                            "--port",
                            Integer.toString(taken.getLocalPort())));

            assertThat(command.exitCode()).isNotZero();
            assertThat(command.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("--port");
            assertThat(List.of(
                            folder.resolve("data").resolve("postgres").toFile().exists()))
                    .containsExactly(false);
        }
    }
}
