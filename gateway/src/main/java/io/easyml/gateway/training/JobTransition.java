package io.easyml.gateway.training;

import io.easyml.gateway.outbox.Outbox;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.ModelRegistrationFailed;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingInterrupted;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.topic.Topics;
import io.easyml.schemas.training.JobState;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What an event does to its job's row. A record at or before the row's offset was applied already and does nothing. */
@Component
class JobTransition {

    private static final Logger log = LoggerFactory.getLogger(JobTransition.class);
    private static final int MOST_INFRASTRUCTURE_FAILURES = 3;

    private final Outbox outbox;
    private final Topics topics;
    private final JsonMapper json;

    JobTransition(Outbox outbox, Topics topics, JsonMapper json) {
        this.outbox = outbox;
        this.topics = topics;
        this.json = json;
    }

    private record Row(
            UUID jobId,
            UUID projectId,
            @Nullable String sessionId,
            JobState state,
            boolean cancelRequested,
            int attempt,
            int infraFailures,
            @Nullable UUID runId,
            long offset) {

        /** Another attempt may follow: no outcome is known, and nobody wants the job cancelled. */
        boolean open() {
            return !state.decided() && !cancelRequested;
        }

        /** The event is of the run that holds the job, or of none. */
        boolean heldBy(int eventAttempt, @Nullable UUID eventRun) {
            return eventAttempt == attempt && (runId == null || eventRun == null || runId.equals(eventRun));
        }
    }

    /** Applies the event; false where it was applied before or there is no such job. */
    boolean apply(JdbcClient client, ReceivedEvent event) {
        var found = client.sql("select job_id, project_id, session_id, state, cancel_requested_at is not null, attempt,"
                        + " infra_failures, run_id, event_offset from ml_experiments where job_id = ?::uuid"
                        + " for update")
                .param(event.key())
                .query((row, index) -> new Row(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        JobState.ofLabel(row.getString(4)),
                        row.getBoolean(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getObject(8, UUID.class),
                        row.getLong(9)))
                .optional();
        if (found.isEmpty()) {
            log.atWarn()
                    .addKeyValue("job_id", event.key())
                    .addKeyValue("event_type", event.type())
                    .log("an event of a job that is not in the database");
            return false;
        }
        var row = found.get();
        if (event.offset() <= row.offset()) {
            return false;
        }
        var next = isRepeat(client, row, event) ? null : move(client, row, event);
        if (next != null && next != row.state() && !row.state().mayBecome(next)) {
            throw new IllegalStateException("a job cannot go from " + row.state() + " to " + next);
        }
        client.sql("update ml_experiments set event_offset = ?, state = coalesce(?, state), updated_at = now(),"
                        + " decided_at = case when ? and decided_at is null then ? else decided_at end,"
                        + " finished_at = case when ? then ? else finished_at end where job_id = ?")
                .param(event.offset())
                .param(next == null ? null : next.label())
                .param(next != null && next.decided())
                .param(Timestamp.from(event.time()))
                .param(next != null && next.terminal())
                .param(Timestamp.from(event.time()))
                .param(row.jobId())
                .update();
        remember(client, row, event, next);
        return true;
    }

    /** A record that was said again has another offset and the same id: it stays in the history and changes nothing. */
    private static boolean isRepeat(JdbcClient client, Row row, ReceivedEvent event) {
        return client.sql("select exists (select 1 from ml_experiment_events where job_id = ? and event_id = ?)")
                .params(row.jobId(), event.eventId())
                .query(Boolean.class)
                .single();
    }

    /** The state that the event leads to, or null where it changes nothing. */
    private @Nullable JobState move(JdbcClient client, Row row, ReceivedEvent event) {
        return switch (event.record()) {
            case TrainingStarted started -> started(client, row, event, started);
            case TrainingSucceeded succeeded
            when !row.state().decided() -> {
                stopOther(client, row, event, succeeded.getRunId(), StopReason.DECIDED);
                yield succeeded(client, row, succeeded);
            }
            case TrainingFailed failed
            when !row.state().decided() -> {
                stopOther(client, row, event, failed.getRunId(), StopReason.DECIDED);
                yield failed(client, row, failed.getCode(), failed.getFailureClass(), failed.getMessage());
            }
            case TrainingCancelled cancelled when !row.state().decided() -> JobState.CANCELLED;
            case AttemptFailed failed
            when row.open() && row.heldBy(failed.getAttempt(), failed.getRunId()) ->
                attemptFailed(client, row, event, failed);
            case TrainingInterrupted interrupted
            when row.open() && row.heldBy(interrupted.getAttempt(), interrupted.getRunId()) ->
                queueAgain(client, row, row.infraFailures());
            case ModelVersionRegistered registered
            when row.state() == JobState.REGISTERING -> {
                client.sql("update ml_experiments set model_version = ? where job_id = ?")
                        .params(registered.getVersion(), row.jobId())
                        .update();
                yield JobState.SUCCEEDED;
            }
            case ModelRegistrationFailed failed
            when row.state() == JobState.REGISTERING ->
                failed(client, row, failed.getCode(), failed.getFailureClass(), failed.getMessage());
            default -> null;
        };
    }

    private @Nullable JobState started(JdbcClient client, Row row, ReceivedEvent event, TrainingStarted started) {
        if (row.state().decided() || started.getAttempt() < row.attempt()) {
            stop(
                    client,
                    row,
                    event,
                    started.getRunId(),
                    row.state().decided() ? StopReason.DECIDED : StopReason.SURPLUS);
            return null;
        }
        // the newest start of the highest attempt holds the job
        stopOther(client, row, event, started.getRunId(), StopReason.SURPLUS);
        client.sql("update ml_experiments set run_id = ?, worker = ?, attempt = ?, started_at = coalesce(started_at, ?)"
                        + " where job_id = ?")
                .params(
                        started.getRunId(),
                        started.getWorker(),
                        started.getAttempt(),
                        Timestamp.from(event.time()),
                        row.jobId())
                .update();
        return row.cancelRequested() ? null : JobState.RUNNING;
    }

    /** The run that held the job until now, if it is another one, goes on for nothing. */
    private void stopOther(JdbcClient client, Row row, ReceivedEvent event, @Nullable UUID mayGoOn, StopReason reason) {
        if (row.runId() != null && mayGoOn != null && !row.runId().equals(mayGoOn)) {
            stop(client, row, event, row.runId(), reason);
        }
    }

    private void stop(JdbcClient client, Row row, ReceivedEvent event, UUID run, StopReason reason) {
        outbox.add(
                client,
                topics.trainingControl(),
                row.jobId(),
                StopRun.newBuilder()
                        .setJobId(row.jobId())
                        .setRunId(run)
                        .setExceptRunId(null)
                        .setReason(reason)
                        .build(),
                EventOrigin.service("gateway", row.projectId(), row.sessionId()),
                EventIds.following(event.eventId(), "StopRun"));
    }

    private JobState succeeded(JdbcClient client, Row row, TrainingSucceeded succeeded) {
        var files = succeeded.getFiles().stream()
                .map(file ->
                        Map.of("path", file.getPath(), "size_bytes", file.getSizeBytes(), "sha256", file.getSha256()))
                .toList();
        client.sql("update ml_experiments set run_id = ?, worker = ?, metrics = ?::jsonb, model_path = ?, files ="
                        + " ?::jsonb, rows = ?, features = ?, duration_ms = ? where job_id = ?")
                .params(
                        succeeded.getRunId(),
                        succeeded.getWorker(),
                        json.writeValueAsString(succeeded.getMetrics()),
                        succeeded.getModelPath(),
                        json.writeValueAsString(files),
                        succeeded.getRows(),
                        succeeded.getFeatures(),
                        succeeded.getDurationMs(),
                        row.jobId())
                .update();
        return JobState.REGISTERING;
    }

    private JobState failed(JdbcClient client, Row row, String code, String failureClass, String message) {
        var failure = new LinkedHashMap<String, String>();
        failure.put("code", code);
        failure.put("class", failureClass);
        failure.put("message", message);
        client.sql("update ml_experiments set failure = ?::jsonb where job_id = ?")
                .params(json.writeValueAsString(failure), row.jobId())
                .update();
        return JobState.FAILED;
    }

    /** The platform's own fault: another attempt, or after the last one the outcome, which is read back like any other. */
    private @Nullable JobState attemptFailed(JdbcClient client, Row row, ReceivedEvent event, AttemptFailed failed) {
        if (failed.getCode().equals(FailureCode.COMMAND_LOST.name())) {
            // nothing was tried, so nothing is counted; and what has started meanwhile was not lost
            return row.state() == JobState.QUEUED ? queueAgain(client, row, row.infraFailures()) : null;
        }
        if (row.infraFailures() >= MOST_INFRASTRUCTURE_FAILURES) {
            return null;
        }
        var failures = row.infraFailures() + 1;
        if (failures < MOST_INFRASTRUCTURE_FAILURES) {
            return queueAgain(client, row, failures);
        }
        client.sql("update ml_experiments set infra_failures = ? where job_id = ?")
                .params(failures, row.jobId())
                .update();
        outbox.add(
                client,
                topics.trainingEvents(),
                row.jobId(),
                TrainingFailed.newBuilder()
                        .setJobId(row.jobId())
                        .setProjectId(row.projectId())
                        .setAttempt(failed.getAttempt())
                        .setRunId(failed.getRunId())
                        .setWorker(failed.getWorker())
                        .setCode(failed.getCode())
                        .setFailureClass(failed.getFailureClass())
                        .setMessage("Gave up after " + failures
                                + " attempts that failed for no fault of the job. The last: " + failed.getMessage())
                        .build(),
                EventOrigin.service("gateway", row.projectId(), row.sessionId()),
                EventIds.following(event.eventId(), "TrainingFailed"));
        return null;
    }

    private static JobState queueAgain(JdbcClient client, Row row, int infraFailures) {
        client.sql("update ml_experiments set attempt = attempt + 1, infra_failures = ?, run_id = null, worker = null,"
                        + " dispatched_at = null where job_id = ?")
                .params(infraFailures, row.jobId())
                .update();
        return JobState.QUEUED;
    }

    private void remember(JdbcClient client, Row row, ReceivedEvent event, @Nullable JobState next) {
        client.sql("insert into ml_experiment_events (job_id, event_offset, event_id, type, occurred_at, actor,"
                        + " payload, from_state, to_state) values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)")
                .param(row.jobId())
                .param(event.offset())
                .param(event.eventId())
                .param(event.type())
                .param(Timestamp.from(event.time()))
                .param(event.actor())
                .param(EventJson.of(event.record()))
                .param(next == null || next == row.state() ? null : row.state().label())
                .param(next == null || next == row.state() ? null : next.label())
                .update();
    }
}
