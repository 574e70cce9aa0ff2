package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Services that are killed between two steps of their work while jobs go through, and started again: what was accepted is
 * done, once, and the doctor finds nothing wrong.
 */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class FaultPointsIT {

    /** A service that is killed three times waits seven seconds, and for its own starts. */
    private static final Duration PASSED = Duration.ofMinutes(3);

    /** Those that every round has a point of. */
    private static final String[] HIT = {"gateway", "versioning-worker", "audit-sink"};

    /**
     * All of them. Points of one service in one round follow each other on a task's way, so each goes off once the service
     * is there again; of the training workers there are two.
     */
    static List<List<String>> rounds() {
        return List.of(
                List.of(
                        "gateway.before-send",
                        "gateway.after-send",
                        "training-worker.before-accept",
                        "training-worker.after-accept",
                        "versioning-worker.after-numbered",
                        "versioning-worker.after-upload",
                        "versioning-worker.after-commit",
                        "audit-sink.after-insert"),
                List.of(
                        "gateway.after-dispatch",
                        "gateway.projector-before-commit",
                        "training-worker.before-outcome",
                        "training-worker.after-outcome",
                        "versioning-worker.after-push",
                        "versioning-worker.after-pushed",
                        "versioning-worker.after-recorded",
                        "audit-sink.between-views"),
                List.of(
                        "gateway.projector-after-commit",
                        "versioning-worker.after-send",
                        "versioning-worker.after-announced",
                        "audit-sink.before-commit"));
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void killedBetweenTwoStepsNothingIsLostOrDoneTwice(List<String> points, Platform platform) throws Exception {
        var began = System.nanoTime();
        var load = Load.on(platform, "killed " + points.getFirst());
        var before = platform.pids(HIT);
        for (var point : points) {
            platform.arm(point);
        }
        for (int i = 0; i < 3; i++) {
            load.small();
        }
        load.large();
        for (var point : points) {
            await(point + " to go off").atMost(PASSED).until(() -> platform.wentOff(point));
        }
        load.awaitSuccess(Load.LIMIT);
        platform.awaitReady();
        assertThat(platform.pids(HIT)).as("started again").doesNotContainAnyElementsOf(before);
        platform.isHealthy();
        assertThat(load.in("succeeded")).isEqualTo(4);
        System.out.printf(
                "%d fault points: the doctor content after %.1f s%n", points.size(), (System.nanoTime() - began) / 1e9);
    }
}
