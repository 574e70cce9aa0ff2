package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Cancelled while it waits, while it runs, and when it is too late. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class CancelIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration GONE = Duration.ofSeconds(2);

    @Test
    void aJobIsCancelledWhileItRunsAndWhileItWaits(Platform platform) throws Exception {
        var load = Load.on(platform, "cancel");
        var running = List.of(load.endless(), load.endless());
        for (var job : running) {
            load.awaitState(job, "running", SOON);
        }
        var trainers = platform.trainers("training-worker-1", "training-worker-2");
        assertThat(trainers).hasSizeGreaterThanOrEqualTo(2);

        var waiting = load.small();
        var asked = Instant.now();
        load.api().cancel(waiting, "not needed");
        isCancelled(load.await(waiting, "cancelled", SOON), asked, List.of("queued", "cancelling", "cancelled"));

        asked = Instant.now();
        for (var job : running) {
            load.api().cancel(job, "enough");
        }
        await("the trainers to be gone")
                .atMost(GONE)
                .until(() -> trainers.stream()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
        System.out.printf(
                "two running jobs cancelled: their trainers gone after %d ms%n",
                Duration.between(asked, Instant.now()).toMillis());
        for (var job : running) {
            isCancelled(
                    load.await(job, "cancelled", SOON), asked, List.of("queued", "running", "cancelling", "cancelled"));
        }
        // again does no harm, and the workers are free for others
        load.api().post("/api/v1/training/jobs/" + waiting + "/cancel", Map.of(), 200);
        var next = load.small();
        assertThat(load.api().awaitEnd(next, SOON).path("state").asString()).isEqualTo("succeeded");
        platform.isHealthy();
    }

    private static void isCancelled(JsonNode job, Instant asked, List<String> states) {
        var moves = job.path("transitions");
        var seen = new ArrayList<String>();
        moves.forEach(move -> seen.add(move.path("state").asString()));
        assertThat(seen).isEqualTo(states);
        var last = moves.get(moves.size() - 1);
        assertThat(last.path("cause").asString()).isEqualTo("TrainingCancelled");
        assertThat(Instant.parse(last.path("at").asString())).isBetween(asked.minusSeconds(1), Instant.now());
        assertThat(job.path("model_version").asInt(0)).isZero();
    }

    @Test
    void aJobThatIsTrainedCannotBeCancelledAnyMore(Platform platform) throws Exception {
        var load = Load.on(platform, "too late");
        var first = load.small();
        assertThat(load.api().awaitEnd(first, SOON).path("state").asString()).isEqualTo("succeeded");
        Outage.begins(platform, Outage.DVC_REMOTE);
        String job;
        try {
            job = load.submit(Map.of(
                    "project_id", load.project(),
                    "file_id", "small.csv",
                    "target_column", "bought",
                    "model_type", "decision_tree_classifier",
                    "hyperparameters", Map.of("max_depth", 3)));
            load.awaitState(job, "registering", SOON);
            var answer = load.api().post("/api/v1/training/jobs/" + job + "/cancel", Map.of(), 409);
            assertThat(answer.path("code").asString()).isEqualTo("JOB_ALREADY_DECIDED");
        } finally {
            Outage.ends(platform, Outage.DVC_REMOTE);
        }
        assertThat(load.api().awaitEnd(job, SOON).path("state").asString()).isEqualTo("succeeded");
        platform.isHealthy();
    }
}
