package io.easyml.gateway.training;

import io.easyml.gateway.outbox.Outbox;
import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import io.easyml.schemas.training.JobState;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Takes the wish to cancel a job: who and when into the row, {@code TrainingCancelled} and a stop into the outbox, in one
 * transaction under the row's lock. The state is left to the projector; an outcome that is already on its way there
 * comes first.
 */
@Component
class Cancellation {

    private final Jobs jobs;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Topics topics;
    private final JobNews news;

    Cancellation(
            Jobs jobs,
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Topics topics,
            JobNews news) {
        this.jobs = jobs;
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.topics = topics;
        this.news = news;
    }

    private record Row(
            UUID projectId,
            @Nullable String sessionId,
            JobState state,
            @Nullable Instant requestedAt) {}

    /** Cancels the job, once; a repeat changes nothing. A job whose outcome is known is refused. */
    Mono<Job> cancel(Caller caller, UUID jobId, @Nullable String reason) {
        return jobs.require(caller, jobId, ProjectRole.EDITOR)
                .then(lock(jobId))
                .flatMap(row -> request(caller, jobId, row, reason))
                .as(transaction::transactional)
                .doOnSuccess(done -> {
                    outbox.committed();
                    news.tell(jobId);
                })
                .then(jobs.read(caller, jobId));
    }

    private Mono<Row> lock(UUID jobId) {
        return database.sql("select project_id, session_id, state, cancel_requested_at from ml_experiments"
                        + " where job_id = :id for update")
                .bind("id", jobId)
                .map(Cancellation::row)
                .one();
    }

    private static Row row(Readable row) {
        return new Row(
                Objects.requireNonNull(row.get(0, UUID.class)),
                row.get(1, String.class),
                JobState.ofLabel(Objects.requireNonNull(row.get(2, String.class))),
                row.get(3, Instant.class));
    }

    private Mono<Void> request(Caller caller, UUID jobId, Row row, @Nullable String reason) {
        if (row.state() == JobState.CANCELLED
                || (row.requestedAt() != null && !row.state().decided())) {
            return Mono.empty();
        }
        if (row.state().decided()) {
            return Mono.error(ApiProblem.conflict(
                    "JOB_ALREADY_DECIDED",
                    "The job is " + row.state().label()
                            + ": its outcome is known, and it cannot be cancelled any more."));
        }
        var origin = EventOrigin.user(caller.userId(), row.projectId(), row.sessionId());
        return database.sql("update ml_experiments set cancel_requested_at = now(), cancel_requested_by = :by,"
                        + " updated_at = now() where job_id = :id")
                .bind("by", caller.userId())
                .bind("id", jobId)
                .then()
                .then(outbox.add(
                        topics.trainingEvents(),
                        jobId,
                        TrainingCancelled.newBuilder()
                                .setJobId(jobId)
                                .setProjectId(row.projectId())
                                .setCancelledBy(caller.userId())
                                .setReason(reason)
                                .build(),
                        origin,
                        EventIds.following(jobId, "TrainingCancelled")))
                .then(outbox.add(
                        topics.trainingControl(),
                        jobId,
                        StopRun.newBuilder()
                                .setJobId(jobId)
                                .setRunId(null)
                                .setExceptRunId(null)
                                .setReason(StopReason.CANCELLED)
                                .build(),
                        origin,
                        EventIds.following(jobId, "StopRun/CANCELLED")));
    }
}
