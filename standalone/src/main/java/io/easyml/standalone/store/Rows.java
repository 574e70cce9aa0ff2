package io.easyml.standalone.store;

import io.easyml.schemas.training.JobState;
import io.easyml.standalone.setup.SetupSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What PostgreSQL holds of jobs, versions and work that waits, all of one moment.
 *
 * @param moves of all jobs, in the order in which each job made them
 * @param versions of models and of datasets, as far as they are registered
 * @param openTasks of the versioning worker's list, also those that only MLflow's registry lacks
 */
public record Rows(
        List<Job> jobs, List<Move> moves, List<Version> versions, List<OpenTask> openTasks, List<Message> outbox) {

    private static final int LIMIT_SECONDS = 30;

    /** A job's row. */
    public record Job(
            UUID id,
            UUID projectId,
            JobState state,
            @Nullable UUID runId,
            @Nullable String failureCode,
            @Nullable Integer modelVersion,
            long eventOffset,
            Instant queuedAt,
            Instant updatedAt) {}

    /** A job's move from one state to another. */
    public record Move(UUID jobId, long offset, JobState from, JobState to) {}

    /**
     * A version: where Git and DVC must have it, and what its bytes must be.
     *
     * @param subjectId the job of a model, the row of a dataset
     * @param sha256 of each file by its path; of a dataset, whose one file has no path, by the empty path
     */
    public record Version(
            boolean model,
            UUID subjectId,
            UUID projectId,
            String name,
            int number,
            String gitTag,
            String gitCommit,
            String dvcMd5,
            String dvcPath,
            Map<String, String> sha256) {

        /** As people call it. */
        public String label() {
            return (model ? "model " : "dataset ") + name + "@v" + number + " (" + gitTag + ")";
        }
    }

    /** Something that is to become a version, and is not yet. */
    public record OpenTask(
            boolean model,
            UUID subjectId,
            String state,
            @Nullable String waitingFor,
            Instant createdAt) {}

    /** A message that waits for Kafka. */
    public record Message(long seq, String topic, String key, Instant createdAt) {}

    /** Reads all of it. */
    public static Rows read(SetupSettings settings) throws SQLException {
        try (var connection = settings.connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var versions = new ArrayList<>(models(connection));
            versions.addAll(datasets(connection));
            return new Rows(jobs(connection), moves(connection), versions, openTasks(connection), outbox(connection));
        }
    }

    /** The version that a job became. */
    public Optional<Version> modelOf(UUID jobId) {
        return versions.stream()
                .filter(version -> version.model() && version.subjectId().equals(jobId))
                .findFirst();
    }

    private static List<Job> jobs(Connection connection) throws SQLException {
        return list(
                connection,
                "select job_id, project_id, state, run_id, failure->>'code', model_version, event_offset, queued_at,"
                        + " updated_at from ml_experiments order by queued_at, job_id",
                row -> new Job(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        JobState.ofLabel(row.getString(3)),
                        row.getObject(4, UUID.class),
                        row.getString(5),
                        row.getObject(6, Integer.class),
                        row.getLong(7),
                        row.getTimestamp(8).toInstant(),
                        row.getTimestamp(9).toInstant()));
    }

    private static List<Move> moves(Connection connection) throws SQLException {
        return list(
                connection,
                "select job_id, event_offset, from_state, to_state from ml_experiment_events where to_state is not null"
                        + " order by job_id, event_offset",
                row -> new Move(
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        JobState.ofLabel(row.getString(3)),
                        JobState.ofLabel(row.getString(4))));
    }

    private static List<Version> models(Connection connection) throws SQLException {
        return list(
                connection,
                "select job_id, project_id, model_name, version, git_tag, git_commit, dvc_md5, dvc_path, files::text"
                        + " from model_versions order by project_id, model_name, version",
                row -> version(true, row, sha256(row.getString(9))));
    }

    private static List<Version> datasets(Connection connection) throws SQLException {
        return list(
                connection,
                "select id, project_id, dataset, version, git_tag, git_commit, dvc_md5, dvc_path, sha256"
                        + " from dataset_versions where state = 'registered' order by project_id, dataset, version",
                row -> version(false, row, Map.of("", row.getString(9))));
    }

    private static Version version(boolean model, ResultSet row, Map<String, String> sha256) throws SQLException {
        return new Version(
                model,
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                sha256);
    }

    private static Map<String, String> sha256(String files) {
        var hashes = new LinkedHashMap<String, String>();
        JsonMapper.shared()
                .readTree(files)
                .forEach(file -> hashes.put(
                        file.path("path").asString(), file.path("sha256").asString()));
        return hashes;
    }

    private static List<OpenTask> openTasks(Connection connection) throws SQLException {
        return list(
                connection,
                "select kind = 'model', subject_id, case when mlflow_state = 'pending' and state = 'announced' then"
                        + " 'not in the registry' else state end, waiting_for, created_at from versioning_tasks"
                        + " where state not in ('announced', 'failed') or mlflow_state = 'pending' order by created_at",
                row -> new OpenTask(
                        row.getBoolean(1),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getTimestamp(5).toInstant()));
    }

    private static List<Message> outbox(Connection connection) throws SQLException {
        return list(
                connection,
                "select seq, topic, key, created_at from outbox order by seq",
                row -> new Message(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()));
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection connection, String sql, Reader<T> reader) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setQueryTimeout(LIMIT_SECONDS);
            var rows = statement.executeQuery(sql);
            var list = new ArrayList<T>();
            while (rows.next()) {
                list.add(reader.read(rows));
            }
            return list;
        }
    }
}
