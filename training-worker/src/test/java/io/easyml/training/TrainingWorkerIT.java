package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingInterrupted;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.avro.WorkerHeartbeat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;

/** From a command on the topic to a stored model, its events and its run in MLflow. */
class TrainingWorkerIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static WorkerUnderTest worker;

    @BeforeAll
    static void start() {
        worker = new WorkerUnderTest("worker-it", Map.of());
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    private static String table(int rows) {
        return WorkerUnderTest.table(rows);
    }

    private static <T extends SpecificRecord> T awaitEvent(UUID job, Class<T> type) {
        return worker.awaitEvent(job, type);
    }

    private static List<String> types(UUID job) {
        return worker.types(job);
    }

    @Test
    void aCommandBecomesAStoredModelWithItsEventsInOrder() throws Exception {
        var order = worker.order(table(400), "label", "random_forest_classifier");
        worker.submit(order);

        var succeeded = awaitEvent(order.getJobId(), TrainingSucceeded.class);

        assertThat(types(order.getJobId())).containsExactly("TrainingQueued", "TrainingStarted", "TrainingSucceeded");
        assertThat(succeeded.getWorker()).isEqualTo("worker-under-test");
        assertThat(succeeded.getMetrics().get("accuracy")).isGreaterThan(0.85);
        var folder = worker.models.resolve(succeeded.getModelPath());
        for (var file : succeeded.getFiles()) {
            assertThat(Files.size(folder.resolve(file.getPath()))).isEqualTo(file.getSizeBytes());
        }
        assertThat(worker.models.resolve(".staging/" + succeeded.getRunId())).doesNotExist();
    }

    @Test
    void mlflowHasOneRunWhateverComesTwice() {
        var order = worker.order(table(300), "label", "gradient_boosting_classifier");
        worker.submit(order);
        var succeeded = awaitEvent(order.getJobId(), TrainingSucceeded.class);
        worker.say(worker.topics.trainingEvents(), order.getJobId(), succeeded);
        worker.command(order, worker.models.id());
        await("the run of the command that came twice")
                .atMost(SOON)
                .until(() -> types(order.getJobId()).stream()
                                .filter("TrainingStarted"::equals)
                                .count()
                        == 2);
        worker.say(
                worker.topics.trainingEvents(),
                order.getJobId(),
                ModelVersionRegistered.newBuilder()
                        .setJobId(order.getJobId())
                        .setProjectId(order.getProjectId())
                        .setRunId(succeeded.getRunId())
                        .setModelName("a_model")
                        .setVersion(4)
                        .setModelPath(succeeded.getModelPath())
                        .setGitTag("a_model@v4")
                        .setGitCommit("c")
                        .setDvcMd5("d")
                        .setDvcPath("p")
                        .setDataset("table.csv")
                        .setDatasetVersion(1)
                        .build());

        try (var mlflow = new MlflowClient(TestServers.instance().mlflow())) {
            await("the run").atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                var experiment =
                        mlflow.getExperimentByName(order.getExperimentName()).orElseThrow();
                var runs = mlflow.searchRuns(
                        List.of(experiment.getExperimentId()), "tags.`easyml.job_id` = '" + order.getJobId() + "'");
                assertThat(runs).hasSize(1);
                var run = mlflow.getRun(runs.getFirst().getRunId());
                assertThat(run.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
                assertThat(run.getData().getTagsList())
                        .anyMatch(tag -> tag.getKey().equals("easyml.git_tag")
                                && tag.getValue().equals("a_model@v4"))
                        .anyMatch(tag -> tag.getKey().equals("easyml.run_id")
                                && tag.getValue().equals(succeeded.getRunId().toString()));
                assertThat(run.getData().getMetricsList())
                        .anyMatch(metric -> metric.getKey().equals("accuracy")
                                && succeeded.getMetrics().containsValue(metric.getValue()));
                assertThat(run.getData().getParamsList())
                        .anyMatch(param -> param.getKey().equals("n_estimators"));
                assertThat(run.getInputs().getDatasetInputsList()).hasSize(1);
                var curve = succeeded.getCurves().getFirst().getName();
                assertThat(mlflow.getMetricHistory(run.getInfo().getRunId(), curve))
                        .hasSizeGreaterThan(10);
                // not listArtifacts: mlflow-client starts a Python for it
                assertThat(mlflow.sendGet("artifacts/list?path=model&run_id="
                                + run.getInfo().getRunId()))
                        .contains("model/metadata.json");
            });
        }
    }

    @Test
    void aFaultOfTheDataIsTheOutcomeAndTheNextJobSucceeds() {
        var oneClass = worker.order("x,label\n1,a\n2,a\n3,a\n4,a\n", "label", "decision_tree_classifier");
        worker.submit(oneClass);
        var failed = awaitEvent(oneClass.getJobId(), TrainingFailed.class);
        assertThat(failed.getCode()).isEqualTo("TARGET_HAS_ONE_CLASS");
        assertThat(failed.getFailureClass()).isEqualTo("data");

        var next = worker.order(table(200), "label", "decision_tree_classifier");
        worker.submit(next);
        awaitEvent(next.getJobId(), TrainingSucceeded.class);
    }

    @Test
    void aChangedFileIsFoundOutBeforeTraining() throws Exception {
        var order = worker.order(table(200), "label", "decision_tree_classifier");
        Files.writeString(worker.datasets.resolve(order.getDataset().getPath()), "x,label\n1,a\n2,b\n");
        worker.submit(order);

        assertThat(awaitEvent(order.getJobId(), TrainingFailed.class).getCode()).isEqualTo("DATASET_CHANGED");
    }

    @Test
    void aRunOverItsTimeIsEndedAndSaysWhatWasAllowed() {
        var order = TrainingOrder.newBuilder(worker.order(table(200_000), "label", "random_forest_classifier"))
                .setMaxRuntimeSeconds(1L)
                .build();
        order.getHyperparameters().put("n_estimators", 2_000L);
        worker.submit(order);

        var failed = awaitEvent(order.getJobId(), TrainingFailed.class);
        assertThat(failed.getCode()).isEqualTo("MAX_RUNTIME_EXCEEDED");
        assertThat(failed.getFailureClass()).isEqualTo("resource");
        assertThat(failed.getMessage()).contains("ended after 1 s", "may take 1 s", "Raise limits.max_runtime_seconds");
    }

    @Test
    void otherStoresThanTheGatewaysAreRefused() {
        var order = worker.order(table(100), "label", "decision_tree_classifier");
        worker.command(order, UUID.randomUUID());

        var failed = awaitEvent(order.getJobId(), AttemptFailed.class);
        assertThat(failed.getCode()).isEqualTo("STORAGE_UNAVAILABLE");
    }

    @Test
    void aStoppedRunEndsWithoutAnOutcome() {
        var order = worker.order(table(200_000), "label", "random_forest_classifier");
        order.getHyperparameters().put("n_estimators", 2_000L);
        worker.submit(order);
        awaitEvent(order.getJobId(), TrainingStarted.class);
        worker.say(
                worker.topics.trainingControl(),
                order.getJobId(),
                StopRun.newBuilder()
                        .setJobId(order.getJobId())
                        .setReason(StopReason.CANCELLED)
                        .build());

        assertThat(awaitEvent(order.getJobId(), RunStopped.class).getReason()).isEqualTo(StopReason.CANCELLED);
        assertThat(types(order.getJobId())).doesNotContain("TrainingSucceeded", "TrainingFailed", "AttemptFailed");
    }

    @Test
    void anUnreadableCommandGoesToTheDeadLettersAndTheNextIsTaken() {
        worker.send(new ProducerRecord<>(
                worker.topics.trainingCommands(), null, "no command".getBytes(StandardCharsets.UTF_8)));
        var order = worker.order(table(200), "label", "decision_tree_classifier");
        worker.submit(order);

        awaitEvent(order.getJobId(), TrainingSucceeded.class);
        assertThat(worker.all(worker.topics.deadLetters()))
                .anyMatch(letter -> letter.record().toString().contains("training.commands.v1"));
    }

    @Test
    void aWorkerThatStopsHandsItsJobOnAndTakesTheNextWhenItIsBack() {
        var order = worker.order(table(200_000), "label", "random_forest_classifier");
        order.getHyperparameters().put("n_estimators", 2_000L);
        worker.submit(order);
        awaitEvent(order.getJobId(), TrainingStarted.class);

        worker.stop();
        awaitEvent(order.getJobId(), TrainingInterrupted.class);
        worker.startAgain();

        var next = worker.order(table(200), "label", "decision_tree_classifier");
        worker.submit(next);
        awaitEvent(next.getJobId(), TrainingSucceeded.class);
    }

    @Test
    void theHeartSaysWhatRuns() {
        await("a heartbeat")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(worker.all(worker.topics.trainingHeartbeats()).stream()
                                .map(ReceivedEvent::record)
                                .filter(WorkerHeartbeat.class::isInstance)
                                .map(WorkerHeartbeat.class::cast))
                        .anyMatch(beat -> beat.getWorker().equals("worker-under-test") && beat.getSlots() == 1));
    }
}
