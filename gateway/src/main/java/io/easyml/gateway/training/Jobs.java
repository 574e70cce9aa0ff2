package io.easyml.gateway.training;

import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.project.Projects;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.gateway.web.Page;
import io.easyml.schemas.training.JobState;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads jobs for who may see them. */
@Component
class Jobs {

    private final DatabaseClient database;
    private final Projects projects;
    private final Heartbeats heartbeats;
    private final JsonMapper json;

    Jobs(DatabaseClient database, Projects projects, Heartbeats heartbeats, JsonMapper json) {
        this.database = database;
        this.projects = projects;
        this.heartbeats = heartbeats;
        this.json = json;
    }

    /** As people see it: a cancel that was asked for shows until the projector has read the outcome. */
    static final String STATE = "case when e.cancel_requested_at is not null and e.state in ('queued', 'running')"
            + " then 'cancelling' else e.state end";

    Mono<Job> read(Caller caller, UUID jobId) {
        return require(caller, jobId, ProjectRole.VIEWER)
                .then(transitions(jobId))
                .zipWith(position(jobId))
                .flatMap(more -> database.sql(
                                "select e.*, " + STATE + " as shown_state, (select t.waiting_for from versioning_tasks"
                                        + " t where t.kind = 'model' and t.subject_id = e.job_id) as"
                                        + " versioning_waits_for from ml_experiments e where e.job_id ="
                                        + " :id")
                        .bind("id", jobId)
                        .map(row -> job(row, more.getT1(), more.getT2()))
                        .one());
    }

    /** The caller has this role in the job's project; who does not see the project learns of no such job. */
    Mono<Void> require(Caller caller, UUID jobId, ProjectRole role) {
        var notFound = ApiProblem.notFound("JOB_NOT_FOUND", "There is no job " + jobId + " that you can see.");
        return database.sql("select project_id from ml_experiments where job_id = :id")
                .bind("id", jobId)
                .map(row -> Objects.requireNonNull(row.get(0, UUID.class)))
                .one()
                .switchIfEmpty(Mono.error(notFound))
                .flatMap(project -> projects.require(caller, project, role))
                .onErrorMap(
                        problem -> problem instanceof ApiProblem known
                                && known.code().equals("PROJECT_NOT_FOUND"),
                        hidden -> notFound)
                .then();
    }

    private Mono<List<Job.Transition>> transitions(UUID jobId) {
        return database.sql("select to_state, occurred_at, type, actor, coalesce(payload ->> 'message', payload ->>"
                        + " 'reason') from ml_experiment_events where job_id = :id and to_state is not null order"
                        + " by event_offset")
                .bind("id", jobId)
                .map(row -> new Job.Transition(
                        Objects.requireNonNull(row.get(0, String.class)),
                        Objects.requireNonNull(row.get(1, Instant.class)),
                        Objects.requireNonNull(row.get(2, String.class)),
                        row.get(3, String.class),
                        row.get(4, String.class)))
                .all()
                .collectList();
    }

    /** Its place in the queue, from 1; 0 when it is not in it. */
    private Mono<Long> position(UUID jobId) {
        return database.sql("select count(*) from ml_experiments a, ml_experiments b where a.job_id = :id and a.state ="
                        + " 'queued' and a.cancel_requested_at is null and b.state = 'queued' and"
                        + " b.cancel_requested_at is null and (b.priority, a.queued_at, a.job_id) >= (a.priority,"
                        + " b.queued_at, b.job_id)")
                .bind("id", jobId)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    Mono<Page<Job.Summary>> list(Caller caller, JobFilter filter) {
        var where = new ArrayList<String>();
        where.add("(:admin or exists (select 1 from project_members m where m.project_id = e.project_id and m.user_id ="
                + " :caller))");
        where.add("exists (select 1 from projects p where p.id = e.project_id and p.deleted_at is null)");
        if (filter.projectId() != null) {
            where.add("e.project_id = :project");
        }
        if (filter.state() != null) {
            where.add(STATE + " = :state");
        }
        if (filter.sessionId() != null) {
            where.add("e.session_id = :session");
        }
        if (filter.cursor() != null) {
            where.add("e.job_id < :cursor");
        }
        // ids are UUIDv7: they sort by the time they were made
        var query = database.sql("select e.*, " + STATE + " as shown_state from ml_experiments e where "
                        + String.join(" and ", where) + " order by e.job_id desc limit " + (filter.limit() + 1))
                .bind("admin", caller.admin())
                .bind("caller", caller.userId());
        query = filter.projectId() == null ? query : query.bind("project", filter.projectId());
        query = filter.state() == null ? query : query.bind("state", filter.state());
        query = filter.sessionId() == null ? query : query.bind("session", filter.sessionId());
        query = filter.cursor() == null ? query : query.bind("cursor", filter.cursor());
        return query.map(this::summary).all().collectList().map(found -> {
            var more = found.size() > filter.limit();
            var items = more ? found.subList(0, filter.limit()) : found;
            return new Page<>(List.copyOf(items), more ? items.getLast().jobId().toString() : null);
        });
    }

    Mono<Page<Job.Event>> events(Caller caller, UUID jobId) {
        return require(caller, jobId, ProjectRole.VIEWER)
                .then(eventsAfter(jobId, -1))
                .map(events -> new Page<>(events, null));
    }

    /** The job's events whose offset is beyond this one, in order. */
    Mono<List<Job.Event>> eventsAfter(UUID jobId, long offset) {
        return database.sql("select event_offset, event_id, type, occurred_at, actor, to_state, payload from"
                        + " ml_experiment_events where job_id = :id and event_offset > :offset order by event_offset")
                .bind("id", jobId)
                .bind("offset", offset)
                .map(row -> new Job.Event(
                        Objects.requireNonNull(row.get(0, Long.class)),
                        Objects.requireNonNull(row.get(1, UUID.class)),
                        Objects.requireNonNull(row.get(2, String.class)),
                        Objects.requireNonNull(row.get(3, Instant.class)),
                        row.get(4, String.class),
                        row.get(5, String.class),
                        Objects.requireNonNull(tree(row, "payload"))))
                .all()
                .collectList();
    }

    /**
     * What one looks at while waiting.
     *
     * @param state as it is shown
     * @param offset of the last event that was applied
     */
    record Look(String state, @Nullable UUID runId, long offset) {

        boolean ended() {
            return JobState.ofLabel(state).terminal();
        }
    }

    Mono<Look> look(UUID jobId) {
        return database.sql("select " + STATE + ", e.run_id, e.event_offset from ml_experiments e where e.job_id = :id")
                .bind("id", jobId)
                .map(row -> new Look(
                        Objects.requireNonNull(row.get(0, String.class)),
                        row.get(1, UUID.class),
                        Objects.requireNonNull(row.get(2, Long.class))))
                .one();
    }

    private Job job(Readable row, List<Job.Transition> moves, long position) {
        var summary = summary(row);
        var state = JobState.ofLabel(summary.state());
        var queuedAt = summary.queuedAt();
        var waiting = switch (state) {
            case QUEUED -> {
                var workers = heartbeats.workersAlive();
                var what = heartbeats.attention().isEmpty() ? "kafka" : workers == 0 ? "a_worker" : "a_free_worker";
                yield new Job.Waiting(what, Math.max(1, position), workers, null);
            }
            case REGISTERING ->
                new Job.Waiting("versioning", null, null, row.get("versioning_waits_for", String.class));
            case RUNNING, CANCELLING, SUCCEEDED, FAILED, CANCELLED -> null;
        };
        return new Job(
                summary.jobId(),
                summary.projectId(),
                summary.state(),
                Objects.requireNonNull(row.get("attempt", Integer.class)),
                Objects.requireNonNull(row.get("infra_failures", Integer.class)),
                row.get("worker", String.class),
                state == JobState.RUNNING ? heartbeats.progress(row.get("run_id", UUID.class)) : null,
                summary.fileId(),
                summary.targetColumn(),
                summary.modelType(),
                summary.modelName(),
                summary.modelVersion(),
                summary.sessionId(),
                Objects.requireNonNull(tree(row, "hyperparameters")),
                Objects.requireNonNull(tree(row, "evaluation")),
                Objects.requireNonNull(row.get("seed", Long.class)),
                Objects.requireNonNull(row.get("priority", Integer.class)),
                summary.metrics(),
                row.get("rows", Long.class),
                row.get("features", Integer.class),
                row.get("duration_ms", Long.class),
                row.get("model_path", String.class),
                tree(row, "failure"),
                waiting,
                history(row, moves, queuedAt),
                queuedAt,
                row.get("started_at", Instant.class),
                summary.finishedAt());
    }

    /** Every move, with the two that are not the projector's: the job's arrival, and the wish to cancel it. */
    private static List<Job.Transition> history(Readable row, List<Job.Transition> moves, Instant queuedAt) {
        var transitions = new ArrayList<Job.Transition>();
        if (moves.isEmpty() || !moves.getFirst().cause().equals("TrainingQueued")) {
            transitions.add(new Job.Transition(
                    "queued", queuedAt, "TrainingQueued", "user:" + row.get("user_id", UUID.class), null));
        }
        transitions.addAll(moves);
        var requestedAt = row.get("cancel_requested_at", Instant.class);
        if (requestedAt != null) {
            // nothing but an outcome moves the job after the wish
            var decided = 0;
            while (decided < transitions.size()
                    && !JobState.ofLabel(transitions.get(decided).state()).decided()) {
                decided++;
            }
            transitions.add(
                    decided,
                    new Job.Transition(
                            "cancelling",
                            requestedAt,
                            "CancelRequested",
                            "user:" + row.get("cancel_requested_by", UUID.class),
                            null));
        }
        return transitions;
    }

    private Job.Summary summary(Readable row) {
        return new Job.Summary(
                Objects.requireNonNull(row.get("job_id", UUID.class)),
                Objects.requireNonNull(row.get("project_id", UUID.class)),
                Objects.requireNonNull(row.get("shown_state", String.class)),
                row.get("dataset", String.class) + "@v" + row.get("dataset_version", Integer.class),
                row.get("target_column", String.class),
                Objects.requireNonNull(row.get("model_type", String.class)),
                Objects.requireNonNull(row.get("model_name", String.class)),
                row.get("model_version", Integer.class),
                row.get("session_id", String.class),
                tree(row, "metrics"),
                Objects.requireNonNull(row.get("queued_at", Instant.class)),
                row.get("finished_at", Instant.class));
    }

    private @Nullable JsonNode tree(Readable row, String column) {
        var value = row.get(column, Json.class);
        return value == null ? null : json.readTree(value.asString());
    }
}
