package io.easyml.standalone.demo;

import io.easyml.standalone.setup.SetupSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of jobs and versions. */
final class PostgresStore implements Store {

    private static final int LIMIT_SECONDS = 10;

    private final SetupSettings settings;

    PostgresStore(SetupSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public List<String> faults(FinishedJob job) throws SQLException {
        var faults = new ArrayList<String>();
        try (var connection = settings.connect();
                var state = prepare(connection, "select state from ml_experiments where job_id = ?", job)) {
            var row = state.executeQuery();
            if (!row.next() || !row.getString(1).equals("succeeded")) {
                faults.add("ml_experiments does not hold the job as succeeded");
            }
        }
        if (model(job).isEmpty()) {
            faults.add("model_versions has no row with version " + job.version());
        }
        if (dataset(job).isEmpty()) {
            faults.add("dataset_versions has no registered row with the table's SHA-256");
        }
        return faults;
    }

    Optional<VersionRow> model(FinishedJob job) throws SQLException {
        try (var connection = settings.connect();
                var query = prepare(
                        connection,
                        "select git_tag, git_commit, dvc_md5 from model_versions where job_id = ? and version = ?",
                        job)) {
            query.setInt(2, job.version());
            return version(query);
        }
    }

    Optional<VersionRow> dataset(FinishedJob job) throws SQLException {
        try (var connection = settings.connect();
                var query = connection.prepareStatement("select git_tag, git_commit, dvc_md5 from dataset_versions"
                        + " where project_id = ? and sha256 = ? and state = 'registered'")) {
            query.setQueryTimeout(LIMIT_SECONDS);
            query.setObject(1, UUID.fromString(job.projectId()));
            query.setString(2, job.sha256());
            return version(query);
        }
    }

    private static Optional<VersionRow> version(PreparedStatement query) throws SQLException {
        var row = query.executeQuery();
        return row.next()
                ? Optional.of(new VersionRow(row.getString(1), row.getString(2), row.getString(3)))
                : Optional.empty();
    }

    private static PreparedStatement prepare(Connection connection, String sql, FinishedJob job) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(LIMIT_SECONDS);
        statement.setObject(1, UUID.fromString(job.id()));
        return statement;
    }
}
