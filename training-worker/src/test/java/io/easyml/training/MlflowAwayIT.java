package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.Readiness;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.event.EventIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;

/** MLflow away, or changed by others: no job notices, and it is in step again by itself. */
class MlflowAwayIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static WorkerUnderTest worker;

    @BeforeAll
    static void start() {
        TestServers.instance().mlflow();
        worker = new WorkerUnderTest("worker-mlflow", Map.of());
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    private static List<RunInfo> runs(TrainingOrder order) {
        try (var mlflow = new MlflowClient(TestServers.instance().mlflow())) {
            var experiment =
                    mlflow.getExperimentByName(order.getExperimentName()).orElseThrow();
            return mlflow.searchRuns(
                    List.of(experiment.getExperimentId()), "tags.`easyml.job_id` = '" + order.getJobId() + "'");
        }
    }

    private static void awaitOneFinishedRun(TrainingOrder order) {
        await("one finished run")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(runs(order)).singleElement().matches(run -> run.getStatus() == RunStatus.FINISHED));
    }

    @Test
    void aJobSucceedsWithMlflowFrozenAndIsTrackedOnceAfterwards() {
        var order = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");
        var mlflow = TestServers.instance().mlflowProcesses();
        mlflow.forEach(process -> WorkerUnderTest.signal("STOP", process.pid()));
        try {
            worker.submit(order);
            worker.awaitEvent(order.getJobId(), TrainingSucceeded.class);
            await("that MLflow is missed")
                    .atMost(SOON)
                    .until(() -> worker.bean(Readiness.class).missing().containsKey("mlflow"));
        } finally {
            mlflow.forEach(process -> WorkerUnderTest.signal("CONT", process.pid()));
        }

        awaitOneFinishedRun(order);
        await("that it is not missed any more")
                .atMost(SOON)
                .until(() -> worker.bean(Readiness.class).missing().isEmpty());
    }

    @Test
    void aRunThatSomebodyDeletedIsMadeAgain() {
        var done = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");
        worker.submit(done);
        var succeeded = worker.awaitEvent(done.getJobId(), TrainingSucceeded.class);
        var order = TrainingOrder.newBuilder(done).setJobId(EventIds.next()).build();
        worker.say(
                worker.topics.trainingEvents(),
                order.getJobId(),
                TrainingQueued.newBuilder().setOrder(order).setSource("rest").build());
        await("its run").atMost(SOON).ignoreExceptions().until(() -> runs(order).size() == 1);
        try (var mlflow = new MlflowClient(TestServers.instance().mlflow())) {
            mlflow.deleteRun(runs(order).getFirst().getRunId());
        }

        worker.say(
                worker.topics.trainingEvents(),
                order.getJobId(),
                TrainingSucceeded.newBuilder(succeeded)
                        .setJobId(order.getJobId())
                        .setOrder(order)
                        .build());

        awaitOneFinishedRun(order);
    }
}
