package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stores that go away under load and come back: nobody starts a service again, and nothing is lost. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class OutageIT {

    /** Without these jobs are accepted: a job is in PostgreSQL until it can be sent. */
    private static final List<String> FIRST = List.of("kafka", "mongo", Outage.DVC_REMOTE);

    /** Without PostgreSQL none is; MLflow has its own database there. */
    private static final List<String> SECOND = List.of("postgres", "redis", "mlflow");

    private static final String[] SERVICES = {
        "gateway", "training-worker-1", "training-worker-2", "versioning-worker", "audit-sink"
    };
    private static final int BEFORE = 10;
    private static final Duration HALF = Outage.LENGTH.dividedBy(2);

    /** For half of the time all six are away; some come back to a world where others are still missing. */
    @Test
    void everyStoreGoesAwayUnderLoadAndComesBack(Platform platform) throws Exception {
        var load = Load.on(platform, "stores away");
        var services = platform.pids(SERVICES);
        for (int i = 0; i < BEFORE; i += 2) {
            load.small();
            load.large();
        }
        Platform.each(FIRST, store -> Outage.begins(platform, store));
        Outage.passes(load, HALF);
        assertThat(load.jobs()).as("accepted without %s", FIRST).hasSizeGreaterThan(BEFORE);
        Platform.each(SECOND, store -> Outage.begins(platform, store));
        Outage.passes(load, HALF);
        Platform.each(FIRST, store -> Outage.ends(platform, store));
        Outage.passes(load, HALF);
        Platform.each(SECOND, store -> Outage.ends(platform, store));
        var back = System.nanoTime();
        platform.awaitReady();
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        System.out.printf(
                "six stores away: the doctor content %.1f s after the last was back%n",
                (System.nanoTime() - back) / 1e9);
        assertThat(platform.pids(SERVICES)).as("nobody started a service again").isEqualTo(services);
    }
}
