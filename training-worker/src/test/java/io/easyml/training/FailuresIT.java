package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.RunHeartbeat;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.event.EventIds;
import io.easyml.training.announce.Run;
import io.easyml.training.run.RunSupervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with a run: how it ends, what is said of it, and that the next job succeeds. */
class FailuresIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static WorkerUnderTest worker;

    @BeforeAll
    static void start() {
        worker = new WorkerUnderTest("worker-failures", Map.of());
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    private static void theNextJobSucceeds() {
        var next = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");
        worker.submit(next);
        worker.awaitEvent(next.getJobId(), TrainingSucceeded.class);
        assertThat(WorkerUnderTest.trainers()).hasSize(1);
    }

    private static List<RunHeartbeat> heartbeats(UUID job) {
        return worker.all(worker.topics.trainingHeartbeats()).stream()
                .map(ReceivedEvent::record)
                .map(WorkerHeartbeat.class::cast)
                .flatMap(beat -> beat.getRuns().stream())
                .filter(run -> run.getJobId().equals(job))
                .toList();
    }

    private static void awaitPhase(UUID job, String phase) {
        await("the phase " + phase)
                .atMost(SOON)
                .until(() ->
                        heartbeats(job).stream().anyMatch(run -> run.getPhase().equals(phase)));
    }

    private static void tell(TrainingOrder order, StopReason reason) {
        worker.say(
                worker.topics.trainingControl(),
                order.getJobId(),
                StopRun.newBuilder()
                        .setJobId(order.getJobId())
                        .setReason(reason)
                        .build());
    }

    /** A table, what is asked of it, and what comes of it. */
    private record Fault(String table, String target, String model, String code, String failureClass, String says) {}

    @Test
    void aFaultOfTheRequestOrTheTableIsNamed() {
        var rows = "1,2,a\n2,3,b\n3,1,a\n4,5,b\n5,3,a\n6,1,b\n7,2,a\n8,8,b\n9,1,a\n10,1,b\n11,1,a\n";
        var header = "x,y,label\n";
        var faults = List.of(
                new Fault(header + rows, "labl", "decision_tree_classifier", "TARGET_NOT_FOUND", "user", "`label`"),
                new Fault(
                        header + rows.replace(",b", ",a"),
                        "label",
                        "decision_tree_classifier",
                        "TARGET_HAS_ONE_CLASS",
                        "data",
                        "`label`"),
                new Fault(
                        header + rows.replace("4,5,b", "4,5,b,9"),
                        "label",
                        "decision_tree_classifier",
                        "UNREADABLE_ROW",
                        "data",
                        "line 5: 4 cells, but the header has 3 columns; the first odd one is column 4"),
                new Fault("", "label", "decision_tree_classifier", "EMPTY_FILE", "data", "is empty"),
                new Fault(header, "label", "decision_tree_classifier", "EMPTY_FILE", "data", "no rows"),
                new Fault(
                        header + rows.replaceAll("(?m)^\\d+,\\d,", "7,7,"),
                        "label",
                        "decision_tree_classifier",
                        "NO_USABLE_FEATURES",
                        "data",
                        "`x` has the same value in every row"));
        var orders = faults.stream()
                .map(fault -> worker.order(fault.table(), fault.target(), fault.model()))
                .toList();
        orders.forEach(worker::submit);

        for (int i = 0; i < faults.size(); i++) {
            var failed = worker.awaitEvent(orders.get(i).getJobId(), TrainingFailed.class);
            assertThat(failed.getCode()).isEqualTo(faults.get(i).code());
            assertThat(failed.getFailureClass()).isEqualTo(faults.get(i).failureClass());
            assertThat(failed.getMessage()).contains(faults.get(i).says());
        }
        theNextJobSucceeds();
    }

    @Test
    void aTableThatDoesNotFitIntoMemoryIsRefusedWithTheFigures() {
        var failed = failsWithin256MiB(noise(400_000, 20));

        assertThat(failed.getCode()).isEqualTo("TABLE_TOO_LARGE");
        assertThat(failed.getFailureClass()).isEqualTo("resource");
        assertThat(failed.getMessage()).matches(".*needs about \\d{2,} MiB.*Raise limits\\.max_memory_mb.*");
        theNextJobSucceeds();
    }

    @Test
    void aTrainingThatNeedsMoreMemoryThanItMayHaveFailsWithWhatWasUsedAndAllowed() {
        // the table fits; a forest that learns noise by heart does not
        var failed = failsWithin256MiB(noise(250_000, 8));

        assertThat(failed.getCode()).isEqualTo("OUT_OF_MEMORY");
        assertThat(failed.getFailureClass()).isEqualTo("resource");
        assertThat(failed.getMessage())
                .matches("The training used \\d{2,} MiB of memory and needed more: it may have 256 MiB, 64 of them as"
                        + " heap\\. Raise limits\\.max_memory_mb \\(this worker allows 512\\).*");
        theNextJobSucceeds();
    }

    private static TrainingFailed failsWithin256MiB(String table) {
        var order = TrainingOrder.newBuilder(worker.order(table, "label", "random_forest_classifier"))
                .setMaxMemoryMb(256L)
                .build();
        worker.submit(order);
        return worker.awaitEvent(order.getJobId(), TrainingFailed.class);
    }

    private static String noise(int rows, int columns) {
        var random = new Random(5);
        var table = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            table.append('c').append(column).append(',');
        }
        table.append("label\n");
        for (int i = 0; i < rows; i++) {
            for (int column = 0; column < columns; column++) {
                table.append(random.nextInt(1_000)).append(',');
            }
            table.append(i % 3).append('\n');
        }
        return table.toString();
    }

    @Test
    void aCrashInNativeCodeIsAnAttemptThatFailed() {
        var order = worker.longOrder("gradient_boosting_classifier");
        worker.submit(order);
        awaitPhase(order.getJobId(), "fit");
        var trainer = WorkerUnderTest.trainers().getFirst();

        WorkerUnderTest.signal("SEGV", trainer.pid());

        var failed = worker.awaitEvent(order.getJobId(), AttemptFailed.class);
        assertThat(failed.getCode()).isEqualTo("TRAINER_CRASHED");
        assertThat(failed.getFailureClass()).isEqualTo("infrastructure");
        assertThat(failed.getMessage()).contains("SIGSEGV", "in the phase fit");
        assertThat(worker.types(order.getJobId())).doesNotContain("TrainingFailed");
        assertThat(worker.log(order.getJobId(), failed.getRunId()))
                .anyMatch(line -> line.contains("SIGSEGV"))
                .last()
                .asString()
                .contains("ERROR TRAINER_CRASHED (infrastructure)");
        theNextJobSucceeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"random_forest_classifier", "gradient_boosting_classifier"})
    void aStoppedRunsTrainerIsGoneBeforeItSaysSo(String modelType) {
        var order = worker.longOrder(modelType);
        worker.submit(order);
        awaitPhase(order.getJobId(), "fit");
        var trainer = WorkerUnderTest.trainers().getFirst();

        tell(order, StopReason.CANCELLED);

        var stopped = worker.awaitEvent(order.getJobId(), RunStopped.class);
        assertThat(trainer.isAlive()).isFalse();
        assertThat(worker.models.resolve(".staging/" + stopped.getRunId())).doesNotExist();
        theNextJobSucceeds();
    }

    @Test
    void aRunThatIsStoppedWhileItBeginsNeverTrains() {
        var order = worker.longOrder("random_forest_classifier");
        worker.submit(order);
        tell(order, StopReason.CANCELLED);

        await("stopped, or never started")
                .atMost(SOON)
                .until(() -> worker.types(order.getJobId()).contains("RunStopped")
                        || worker.types(order.getJobId()).equals(List.of("TrainingQueued")));
        theNextJobSucceeds();
        assertThat(worker.types(order.getJobId())).doesNotContain("TrainingSucceeded", "TrainingFailed");
    }

    @Test
    void aRunThatLearnsAtItsEndThatItIsSurplusStoresNothing() throws Exception {
        var order = worker.order(WorkerUnderTest.table(300), "label", "decision_tree_classifier");
        var supervisor = worker.bean(RunSupervisor.class);
        var run = new Run(order, 1, EventIds.next(), Instant.now());

        supervisor.admit(run);
        supervisor.run(run, limit -> {
            supervisor.stop(run.jobId(), null, UUID.randomUUID(), StopReason.SURPLUS);
            return true;
        });

        assertThat(worker.awaitEvent(run.jobId(), RunStopped.class).getReason()).isEqualTo(StopReason.SURPLUS);
        assertThat(worker.types(run.jobId())).doesNotContain("TrainingSucceeded");
        assertThat(worker.models.resolve(run.projectId() + "/model_" + run.runId()))
                .doesNotExist();
        assertThat(worker.models.resolve(".staging/" + run.runId())).doesNotExist();
    }

    @Test
    void aStoreThatCannotBeWrittenIsAnAttemptThatFailed() throws Exception {
        theNextJobSucceeds();
        var staging = worker.models.resolve(".staging");
        Files.delete(staging);
        Files.createFile(staging);
        try {
            var order = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");
            worker.submit(order);

            var failed = worker.awaitEvent(order.getJobId(), AttemptFailed.class);
            assertThat(failed.getCode()).isEqualTo("STORAGE_UNAVAILABLE");
        } finally {
            Files.delete(staging);
        }
        theNextJobSucceeds();
    }

    @Test
    void aTrainerStaysWarmUntilAFailureOrAnotherLimit() {
        theNextJobSucceeds();
        var first = WorkerUnderTest.trainers().getFirst();
        theNextJobSucceeds();
        assertThat(WorkerUnderTest.trainers()).containsExactly(first);

        var smaller = TrainingOrder.newBuilder(
                        worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier"))
                .setMaxMemoryMb(300L)
                .build();
        worker.submit(smaller);
        worker.awaitEvent(smaller.getJobId(), TrainingSucceeded.class);
        assertThat(WorkerUnderTest.trainers()).hasSize(1).doesNotContain(first);
    }

    @Test
    void whatAJobAsksForBeyondTheWorkersLimitsIsCappedWhereItCanBeRead() {
        var order = TrainingOrder.newBuilder(
                        worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier"))
                .setMaxMemoryMb(8_000L)
                .setMaxRuntimeSeconds(100_000L)
                .build();
        worker.submit(order);

        var succeeded = worker.awaitEvent(order.getJobId(), TrainingSucceeded.class);
        assertThat(worker.log(order.getJobId(), succeeded.getRunId()).getFirst())
                .contains(
                        "It may take 3600 s (100000 s were asked for) and 512 MiB of memory (8000 MiB were asked for)");
    }

    @Test
    void theLogOfARunTellsItsStoryAndNoneOfItsData() {
        var table = WorkerUnderTest.table(300);
        var order = worker.order(table, "label", "decision_tree_classifier");
        worker.submit(order);
        var run = worker.awaitEvent(order.getJobId(), TrainingSucceeded.class).getRunId();

        await("the log's end")
                .atMost(SOON)
                .until(() -> worker.log(order.getJobId(), run).stream()
                        .anyMatch(line -> line.contains("Succeeded: {accuracy=")));
        var lines = worker.log(order.getJobId(), run);
        assertThat(lines)
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (INFO|WARN|ERROR) .+"))
                .anyMatch(line -> line.contains("Run begins"));
        var aCell = table.lines().skip(1).findFirst().orElseThrow().split(",")[0];
        assertThat(lines).noneMatch(line -> line.contains(aCell));
    }

    @Test
    void theHeartBeatsAtOnceWhenARunBeginsAndSaysWhatRemains() {
        var order = worker.longOrder("random_forest_classifier");
        worker.submit(order);
        var started = worker.awaitEvent(order.getJobId(), TrainingStarted.class);

        assertThat(heartbeats(order.getJobId())).anyMatch(run -> run.getRunId().equals(started.getRunId()));
        await("an estimate")
                .atMost(SOON)
                .until(() -> heartbeats(order.getJobId()).stream()
                        .anyMatch(run -> run.getRemainingSeconds() != null && run.getRemainingSeconds() > 0));
        tell(order, StopReason.CANCELLED);
        worker.awaitEvent(order.getJobId(), RunStopped.class);
    }

    @Test
    void aDrainedWorkerFinishesItsRunAndTakesNoOther() {
        var running = worker.secondsOrder();
        worker.submit(running);
        worker.awaitEvent(running.getJobId(), TrainingStarted.class);
        var next = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");

        WorkerUnderTest.signal("USR1", ProcessHandle.current().pid());
        try {
            await("the worker says that it takes no more")
                    .atMost(SOON)
                    .until(() -> worker.all(worker.topics.trainingHeartbeats()).stream()
                            .map(event -> (WorkerHeartbeat) event.record())
                            .anyMatch(beat ->
                                    beat.getStopping() && !beat.getRuns().isEmpty()));
            worker.submit(next);

            worker.awaitEvent(running.getJobId(), TrainingSucceeded.class);
            assertThat(worker.types(next.getJobId())).containsExactly("TrainingQueued");
        } finally {
            // also for the tests behind this one
            worker.stop();
            worker.startAgain();
        }
        worker.awaitEvent(next.getJobId(), TrainingSucceeded.class);
    }

    @Test
    void nothingOfATrainerIsLeft() {
        theNextJobSucceeds();
        var trainer = WorkerUnderTest.trainers().getFirst();
        var command = trainer.info().commandLine().orElseThrow();
        var folder = Path.of(command.substring(command.indexOf("--folder ") + "--folder ".length()));
        assertThat(folder).isDirectory();

        worker.stop();

        assertThat(trainer.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
        worker.startAgain();
    }
}
