package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A worker that dies, or freezes, in the middle of a run. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class LostWorkerIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Ten seconds of silence, the next attempt's start, and room for a slow machine. */
    private static final Duration ANOTHER = Duration.ofSeconds(30);

    @Test
    void theJobOfAKilledWorkerIsRunByAnother(Platform platform) throws Exception {
        var load = Load.on(platform, "killed worker");
        var job = load.endless();
        var first = load.await(job, "running", SOON).path("worker").asString();
        // it comes back by itself; held down it cannot take its own job again
        platform.hold(first, "--kill");
        try {
            await("another worker to run the job").atMost(ANOTHER).until(() -> {
                var now = load.api().job(job);
                return now.path("state").asString().equals("running")
                        && now.path("attempt").asInt() == 2
                        && !now.path("worker").asString().equals(first);
            });
            assertThat(causes(load.api().job(job))).contains("AttemptFailed");
            load.api().cancel(job, "enough was seen");
            load.awaitState(job, "cancelled", SOON);
        } finally {
            platform.release(first);
        }
        platform.isHealthy();
    }

    @Test
    void aWorkerThatWakesAfterAMinuteStopsItsSurplusRun(Platform platform) throws Exception {
        var load = Load.on(platform, "frozen worker");
        var job = load.longer();
        var frozen = load.await(job, "running", SOON).path("worker").asString();
        var pids = platform.family(frozen);
        for (var pid : pids) {
            Platform.signal(pid, "STOP");
        }
        try {
            Outage.passes(load, Outage.LENGTH);
            var end = load.api().awaitEnd(job, Load.LIMIT);
            assertThat(end.path("state").asString()).isEqualTo("succeeded");
        } finally {
            for (var pid : pids) {
                Platform.signal(pid, "CONT");
            }
        }
        platform.awaitReady();
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        assertThat(load.api().job(job).path("model_version").asInt()).isEqualTo(1);
    }

    private static List<String> causes(JsonNode job) {
        return StreamSupport.stream(job.path("transitions").spliterator(), false)
                .map(move -> move.path("cause").asString())
                .toList();
    }
}
