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
 * Services that are killed between two steps of their work, one of each kind in a round, while jobs go through: what was
 * accepted is done, once, and the doctor finds nothing wrong.
 */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class FaultPointsIT {

    private static final Duration PASSED = Duration.ofMinutes(2);

    static List<List<String>> rounds() {
        return List.of(
                List.of(
                        "gateway.before-send",
                        "training-worker.before-accept",
                        "versioning-worker.after-numbered",
                        "audit-sink.after-insert"),
                List.of(
                        "gateway.after-send",
                        "training-worker.after-accept",
                        "versioning-worker.after-upload",
                        "audit-sink.between-views"),
                List.of(
                        "gateway.projector-before-commit",
                        "training-worker.before-outcome",
                        "versioning-worker.after-commit",
                        "audit-sink.before-commit"));
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void killedBetweenTwoStepsNothingIsLostOrDoneTwice(List<String> points, Platform platform) throws Exception {
        var load = Load.on(platform, "killed " + points.getFirst());
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
        platform.isHealthy();
        assertThat(load.in("succeeded")).isEqualTo(4);
    }
}
