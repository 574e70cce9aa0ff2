package io.easyml.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.Ports;
import io.easyml.embedded.testing.TestServers;
import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.platform.PlatformState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;
import tools.jackson.databind.json.JsonMapper;

/** The platform with the real services, as the build left them, and every subcommand on it. */
class DemoIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path temporary = Path.of("");

    private final int port = Ports.free();

    private Printed easyml(String... arguments) {
        return Printed.by(arguments(arguments));
    }

    private String[] arguments(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data-dir", folder().path().toString(), "--port", Integer.toString(port)));
        return all.toArray(String[]::new);
    }

    private DataFolder folder() {
        return new DataFolder(temporary.resolve("data"));
    }

    @Test
    void theDemoFindsEverythingInEveryStoreAndTheOtherSubcommandsWorkBesideIt() throws Exception {
        System.setProperty("easyml.home", TestServers.root().toString());
        var up = CompletableFuture.supplyAsync(
                () -> Commands.run(arguments("up")), task -> Thread.ofPlatform().start(task));
        List<Long> pids;
        try {
            await("the platform").atMost(LIMIT).until(() -> {
                assertThat(up).isNotDone();
                return PlatformState.ofRunning(folder())
                        .filter(PlatformState::ready)
                        .isPresent();
            });
            pids = pids();
            var demo = easyml("demo");
            assertThat(demo.code()).as(demo.text()).isZero();
            assertThat(demo.text()).contains("Everything is there").contains("random_forest_regressor");
            asked();
            train();
            whatDiesIsStartedAgain();
            whatIsStoppedStaysDown();
            var doctor = easyml("doctor", "--wait", "90");
            assertThat(doctor.code()).as(doctor.text()).isZero();
        } finally {
            // Ctrl-C
            Signal.raise(new Signal("INT"));
        }
        assertThat(up.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(pids).noneMatch(DemoIT::isAlive);

        againAndDetached();
    }

    private void asked() {
        var status = JsonMapper.shared().readTree(easyml("status", "-o", "json").text());
        assertThat(status.path("processes").size()).isEqualTo(9);
        assertThat(status.path("processes").findValuesAsString("state")).containsOnly("ready");
        assertThat(easyml("env").text().lines().map(line -> line.replaceAll("=.*", "")))
                .contains("API_URL", "POSTGRES_URL", "MONGO_URI", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS")
                .contains("MLFLOW_TRACKING_URI", "DVC_REMOTE_URL", "DVC_REPOS_DIR", "DVC_BIN", "MODELS_DIR")
                .contains("DATASETS_DIR", "ADMIN_USERNAME", "ADMIN_PASSWORD_FILE");
        assertThat(easyml("events").text().lines().filter(line -> line.contains("ModelVersionRegistered")))
                .hasSize(12);
        assertThat(easyml("logs", "gateway", "-n", "5").code()).isZero();
    }

    /** What was trained is still there, and a platform without a terminal goes on until it is told to stop. */
    private void againAndDetached() {
        var started = easyml("up", "--detach");
        assertThat(started.code()).as(started.text()).isZero();
        var pids = pids();
        try {
            assertThat(easyml("up").text()).contains("running");
            assertThat(easyml("events").text()).contains("ModelVersionRegistered");
        } finally {
            assertThat(easyml("down").code()).isZero();
        }
        assertThat(pids).noneMatch(DemoIT::isAlive);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private void train() throws Exception {
        var table = temporary.resolve("line.csv");
        var rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 200; i++) {
            rows.append(i).append(',').append(3 * i + i % 2).append('\n');
        }
        Files.writeString(table, rows);

        var trained = easyml("train", table.toString(), "--target", "y", "--type", "linear_regression", "-o", "json");

        assertThat(trained.code()).as(trained.text()).isZero();
        var job = JsonMapper.shared().readTree(trained.text());
        assertThat(job.path("metrics").path("r2").asDouble()).isGreaterThan(0.99);
        var readable = easyml("train", table.toString(), "--target", "y", "--type", "decision_tree_regressor");
        assertThat(readable.text()).contains("version").contains("r2");
        var misspelt = easyml("train", table.toString(), "--target", "yy");
        assertThat(misspelt.code()).isEqualTo(1);
        assertThat(misspelt.text()).contains("TARGET_NOT_FOUND").doesNotContain("\tat ");
    }

    private void whatDiesIsStartedAgain() {
        var before = PlatformState.ofRunning(folder()).orElseThrow();
        var worker = member(before, "training-worker-1");
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();

        await("the worker to be started again").atMost(LIMIT).untilAsserted(() -> {
            var now = member(PlatformState.ofRunning(folder()).orElseThrow(), "training-worker-1");
            assertThat(now.pid()).isNotEqualTo(worker.pid());
            assertThat(now.state()).isEqualTo("ready");
        });
    }

    private void whatIsStoppedStaysDown() {
        assertThat(easyml("stop", "nobody").text()).contains("audit-sink");
        assertThat(easyml("stop", "audit-sink").code()).isZero();
        assertThat(member(PlatformState.ofRunning(folder()).orElseThrow(), "audit-sink")
                        .pid())
                .isZero();
        assertThat(easyml("start", "audit-sink").code()).isZero();
        assertThat(member(PlatformState.ofRunning(folder()).orElseThrow(), "audit-sink")
                        .state())
                .isEqualTo("ready");
    }

    private static PlatformState.Member member(PlatformState state, String name) {
        return state.processes().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Long> pids() {
        return PlatformState.ofRunning(folder()).orElseThrow().processes().stream()
                .map(PlatformState.Member::pid)
                .toList();
    }
}
