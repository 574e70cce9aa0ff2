package io.easyml.versioning.version;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.training.JobOutcome;
import io.easyml.versioning.dvc.StoredVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What has to become a version, in PostgreSQL: a record that was put here need not be held in Kafka. */
@Component
public final class WorkList {

    private static final String OPEN = "('received', 'numbered', 'pushed', 'recorded')";

    private final JdbcClient jdbc;
    private final Database database;
    private final EventEncoding encoding;
    private final Wakeup wakeup;

    WorkList(JdbcClient jdbc, Database database, EventEncoding encoding, Wakeup wakeup) {
        this.jdbc = jdbc;
        this.database = database;
        this.encoding = encoding;
        this.wakeup = wakeup;
    }

    /** Takes an uploaded dataset; taking it twice is taking it once. */
    public void takeUpload(ReceivedEvent event) {
        database.reaching(() -> add(event));
        wakeup.now();
    }

    /**
     * Takes an outcome of a job. Only the job's first one counts, as {@link JobOutcome} says; it makes a task if it is
     * a success.
     */
    public void takeOutcome(ReceivedEvent event, UUID jobId, boolean succeeded) {
        database.inTransaction(() -> {
            jdbc.sql("insert into job_outcomes (job_id, event_id, type) values (?, ?, ?) on conflict do nothing")
                    .param(jobId)
                    .param(event.eventId())
                    .param(event.type())
                    .update();
            var first = jdbc.sql("select event_id from job_outcomes where job_id = ?")
                    .param(jobId)
                    .query(UUID.class)
                    .single();
            return succeeded && first.equals(event.eventId()) ? add(event) : 0;
        });
        wakeup.now();
    }

    private int add(ReceivedEvent event) {
        var subject = Subject.of(event.record());
        return jdbc.sql("""
                insert into versioning_tasks (id, kind, subject_id, project_id, name, version, event, traceparent)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .param(event.eventId())
                .param(subject.kind().label())
                .param(subject.id())
                .param(subject.projectId())
                .param(subject.name())
                .param(subject.fixedVersion())
                .param(encoding.encode(event.record()))
                .param(event.traceparent())
                .update();
    }

    /** The projects that have something to do now, the longest waiting first. */
    List<UUID> projectsDue() {
        return database.reaching(() -> jdbc.sql("select project_id from versioning_tasks where state in " + OPEN
                        + " and next_try_at <= now() group by project_id order by min(created_at)")
                .query(UUID.class)
                .list());
    }

    /** A project's tasks that are due, in the order in which they came. */
    List<VersioningTask> due(UUID projectId) {
        return database.reaching(() -> jdbc.sql("select * from versioning_tasks where project_id = ? and state in "
                        + OPEN + " and next_try_at <= now() order by created_at, id limit 100")
                .param(projectId)
                .query(this::task)
                .list());
    }

    Optional<VersioningTask> byId(UUID id) {
        return database.reaching(() -> jdbc.sql("select * from versioning_tasks where id = ?")
                .param(id)
                .query(this::task)
                .optional());
    }

    /** The task of a dataset's version. */
    Optional<VersioningTask> dataset(UUID projectId, String name, int version) {
        return database.reaching(() -> jdbc.sql("select * from versioning_tasks where kind = 'dataset'"
                        + " and project_id = ? and name = ? and version = ?")
                .param(projectId)
                .param(name)
                .param(version)
                .query(this::task)
                .optional());
    }

    /** Whether this project, or with null any, has a version in Git. */
    public boolean anyVersion(@Nullable UUID projectId) {
        return database.reaching(() -> jdbc.sql("select exists (select 1 from versioning_tasks where git_commit is not"
                        + " null and (?::uuid is null or project_id = ?::uuid))")
                .param(projectId)
                .param(projectId)
                .query(Boolean.class)
                .single());
    }

    /** The parts that tasks wait for. */
    Set<String> waitedFor() {
        return database.reaching(() -> jdbc.sql("select distinct waiting_for from versioning_tasks where state in "
                        + OPEN + " and waiting_for is not null")
                .query(String.class)
                .set());
    }

    /** Notes why a task waits, and when it is tried again. */
    void waits(VersioningTask task, @Nullable String waitingFor, String reason, Duration pause) {
        database.reaching(() -> jdbc.sql("update versioning_tasks set tries = tries + 1, waiting_for = ?, last_error ="
                        + " ?, next_try_at = now() + make_interval(secs => ?), updated_at = now() where id = ?")
                .param(waitingFor)
                .param(reason)
                .param(pause.toMillis() / 1000.0)
                .param(task.id())
                .update());
    }

    /** Moves a task on; nothing happens if it is not where it was. */
    boolean move(VersioningTask from, VersioningTask to, @Nullable String error) {
        var stored = to.stored();
        return jdbc.sql("""
                update versioning_tasks set state = ?, version = ?, git_tag = ?, git_commit = ?, dvc_md5 = ?,
                    dvc_path = ?, tries = 0, waiting_for = null, last_error = ?, next_try_at = now(), updated_at = now()
                where id = ? and state = ?""")
                        .param(to.state().label())
                        .param(to.version())
                        .param(to.tag())
                        .param(stored == null ? null : stored.commit())
                        .param(stored == null ? null : stored.md5())
                        .param(stored == null ? null : stored.dvcPath())
                        .param(error)
                        .param(from.id())
                        .param(from.state().label())
                        .update()
                == 1;
    }

    private VersioningTask task(ResultSet row, int number) throws SQLException {
        var tag = row.getString("git_tag");
        var commit = row.getString("git_commit");
        return new VersioningTask(
                row.getObject("id", UUID.class),
                Subject.of(encoding.decode(row.getBytes("event"))),
                TaskState.ofLabel(row.getString("state")),
                row.getInt("tries"),
                row.getObject("version", Integer.class),
                tag,
                commit == null
                        ? null
                        : new StoredVersion(tag, commit, row.getString("dvc_md5"), row.getString("dvc_path")),
                row.getString("traceparent"));
    }
}
