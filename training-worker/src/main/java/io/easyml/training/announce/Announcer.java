package io.easyml.training.announce;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.EventPublisher;
import io.easyml.messaging.Readiness;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.FileEntry;
import io.easyml.schemas.avro.MetricPoint;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingInterrupted;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureClass;
import io.easyml.schemas.topic.Topics;
import io.easyml.training.WorkerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

/** Says what happens to a run. What is said is durable when a method returns; a repeat has the same event id. */
@Component
public final class Announcer {

    private static final Duration LIMIT = Duration.ofSeconds(35);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EventPublisher publisher;
    private final EventEncoding encoding;
    private final Topics topics;
    private final WorkerSettings settings;
    private final Readiness readiness;
    private final InstantSource clock;

    Announcer(
            EventPublisher publisher,
            EventEncoding encoding,
            Topics topics,
            WorkerSettings settings,
            Readiness readiness,
            InstantSource clock) {
        this.publisher = publisher;
        this.encoding = encoding;
        this.topics = topics;
        this.settings = settings;
        this.readiness = readiness;
        this.clock = clock;
    }

    /**
     * A run begins.
     *
     * @throws WorldAtFaultException if Kafka did not confirm it; the run must not begin then
     */
    public void started(Run run) {
        say(
                run,
                TrainingStarted.newBuilder()
                        .setJobId(run.jobId())
                        .setProjectId(run.projectId())
                        .setAttempt(run.attempt())
                        .setRunId(run.runId())
                        .setWorker(settings.name())
                        .build());
    }

    /**
     * A run has ended; tries until Kafka has it, since a stored result must not be lost.
     *
     * @param beforeEachTry done before each try
     */
    public void ended(Run run, RunEnd end, Runnable beforeEachTry) throws InterruptedException {
        var record = record(run, end);
        var pause = Duration.ofMillis(500);
        while (true) {
            try {
                beforeEachTry.run();
                say(run, record);
                readiness.back("kafka");
                return;
            } catch (WorldAtFaultException away) {
                readiness.missing("kafka", String.valueOf(away.getMessage()));
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void say(Run run, SpecificRecord record) {
        publisher.sendDurably(
                EncodedEvent.of(
                        encoding,
                        topics.trainingEvents(),
                        run.jobId(),
                        record,
                        EventOrigin.service(
                                settings.name(), run.projectId(), run.order().getSessionId()),
                        clock.instant(),
                        EventIds.following(run.runId(), record.getSchema().getName())),
                LIMIT);
    }

    private SpecificRecord record(Run run, RunEnd end) {
        return switch (end) {
            case RunEnd.Succeeded succeeded -> succeeded(run, succeeded);
            case RunEnd.Failed failed
            when failed.failureClass() == FailureClass.INFRASTRUCTURE ->
                AttemptFailed.newBuilder()
                        .setJobId(run.jobId())
                        .setProjectId(run.projectId())
                        .setAttempt(run.attempt())
                        .setRunId(run.runId())
                        .setWorker(settings.name())
                        .setCode(failed.code())
                        .setFailureClass(failed.failureClass().label())
                        .setMessage(failed.message())
                        .build();
            case RunEnd.Failed failed ->
                TrainingFailed.newBuilder()
                        .setJobId(run.jobId())
                        .setProjectId(run.projectId())
                        .setAttempt(run.attempt())
                        .setRunId(run.runId())
                        .setWorker(settings.name())
                        .setCode(failed.code())
                        .setFailureClass(failed.failureClass().label())
                        .setMessage(failed.message())
                        .build();
            case RunEnd.Stopped stopped ->
                RunStopped.newBuilder()
                        .setJobId(run.jobId())
                        .setProjectId(run.projectId())
                        .setAttempt(run.attempt())
                        .setRunId(run.runId())
                        .setWorker(settings.name())
                        .setReason(stopped.reason())
                        .build();
            case RunEnd.Interrupted interrupted ->
                TrainingInterrupted.newBuilder()
                        .setJobId(run.jobId())
                        .setProjectId(run.projectId())
                        .setAttempt(run.attempt())
                        .setRunId(run.runId())
                        .setWorker(settings.name())
                        .build();
        };
    }

    private TrainingSucceeded succeeded(Run run, RunEnd.Succeeded succeeded) {
        var result = succeeded.result();
        return TrainingSucceeded.newBuilder()
                .setJobId(run.jobId())
                .setProjectId(run.projectId())
                .setAttempt(run.attempt())
                .setRunId(run.runId())
                .setWorker(settings.name())
                .setOrder(run.order())
                .setModelPath(succeeded.modelPath())
                .setFiles(result.files().stream()
                        .map(file -> new FileEntry(file.path(), file.sizeBytes(), file.sha256()))
                        .toList())
                .setMetrics(result.metrics())
                .setCurves(result.curves().stream()
                        .map(point -> new MetricPoint(point.name(), point.step(), point.value()))
                        .toList())
                .setRows(result.rows())
                .setFeatures(result.features())
                .setDurationMs(
                        Duration.between(run.startedAt(), clock.instant()).toMillis())
                .setStartedAt(run.startedAt().truncatedTo(ChronoUnit.MICROS))
                .build();
    }
}
