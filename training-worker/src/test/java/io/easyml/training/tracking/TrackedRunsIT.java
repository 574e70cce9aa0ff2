package io.easyml.training.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.embedded.testing.TestServers;
import io.easyml.training.WorkerSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mlflow.tracking.MlflowClient;

/** One run a job in MLflow, whoever makes it and however often. */
class TrackedRunsIT {

    private static final String EXPERIMENT = "tracked-runs";
    private final UUID project = UUID.randomUUID();
    private final UUID job = UUID.randomUUID();
    private final Instant since = Instant.now();

    private static TrackedRuns runs() {
        Path home = TestServers.root().resolve("trainer/target/app");
        return new TrackedRuns(new MlflowCalls(new WorkerSettings(
                "w",
                1,
                "m",
                "d",
                home.toString(),
                512,
                60,
                0,
                30,
                TestServers.instance().mlflow())));
    }

    private String make(TrackedRuns runs) {
        return runs.ofJob(job, project, EXPERIMENT, since, List.of()).getRunId();
    }

    private List<String> active() {
        try (var mlflow = new MlflowClient(TestServers.instance().mlflow())) {
            var experiment = mlflow.getExperimentByName(EXPERIMENT).orElseThrow();
            return mlflow
                    .searchRuns(List.of(experiment.getExperimentId()), "tags.`easyml.job_id` = '" + job + "'")
                    .stream()
                    .map(run -> run.getRunId())
                    .toList();
        }
    }

    @Test
    void whenSeveralTrackAtOnceOneRunStaysAndAllFindIt() throws Exception {
        var trackers = Stream.generate(TrackedRunsIT::runs).limit(3).toList();
        var together = new CyclicBarrier(trackers.size());
        try (var threads = Executors.newFixedThreadPool(trackers.size())) {
            var made = threads.invokeAll(trackers.stream()
                    .<Callable<String>>map(tracker -> () -> {
                        together.await();
                        return make(tracker);
                    })
                    .toList());
            assertThat(made).allMatch(future -> future.state() == Future.State.SUCCESS);
        }

        var kept = make(runs());
        assertThat(active()).containsExactly(kept);
        for (var tracker : trackers) {
            tracker.forget(job);
            assertThat(make(tracker)).isEqualTo(kept);
        }
    }

    @Test
    void whatAppearsLaterBesideTheRunIsDeletedWhenTheJobEnds() {
        var runs = runs();
        var kept = runs.ofJob(job, project, EXPERIMENT, since, List.of());
        try (var mlflow = new MlflowClient(TestServers.instance().mlflow())) {
            var late = mlflow.createRun(kept.getExperimentId());
            mlflow.setTag(late.getRunId(), TrackedRuns.JOB_TAG, job.toString());
            assertThat(active()).hasSize(2);

            runs.settle(job, kept);

            assertThat(active()).containsExactly(kept.getRunId());
        }
    }
}
