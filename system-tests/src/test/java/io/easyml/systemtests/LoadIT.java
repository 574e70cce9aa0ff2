package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two hundred jobs at once on two workers, one of which is killed in the middle. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class LoadIT {

    private static final int JOBS = 200;
    private static final int LARGE_EVERY = 10;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void twoHundredJobsAtOnceAllSucceedThoughAWorkerIsKilled(Platform platform) throws Exception {
        var load = Load.on(platform, "two hundred");
        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var submitted = new ArrayList<Future<String>>();
            for (int i = 0; i < JOBS; i++) {
                submitted.add(threads.submit(i % LARGE_EVERY == 0 ? load::large : load::small));
            }
            for (var job : submitted) {
                job.get();
            }
        }
        var accepted = System.nanoTime();
        await("the middle").atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> load.in("succeeded") >= 60);
        var killed = platform.pids("training-worker-1").getFirst();
        Platform.signal(killed, "KILL");

        load.awaitSuccess(LIMIT);
        var done = System.nanoTime();
        platform.awaitReady();
        platform.isHealthy();
        System.out.printf(
                "200 jobs: accepted in %.1f s, all versions there after %.1f s, the doctor content after %.1f s%n",
                (accepted - began) / 1e9, (done - began) / 1e9, (System.nanoTime() - began) / 1e9);
        assertThat(load.jobs()).doesNotHaveDuplicates().hasSize(JOBS);
        assertThat(load.versions()).isEqualTo(JOBS);
    }
}
