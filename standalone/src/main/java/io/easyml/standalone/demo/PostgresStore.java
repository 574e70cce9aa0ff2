package io.easyml.standalone.demo;

import io.easyml.schemas.training.JobState;
import io.easyml.standalone.setup.SetupSettings;
import io.easyml.standalone.store.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The rows of jobs and versions. */
final class PostgresStore implements Store {

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
        var rows = Rows.read(settings);
        var faults = new ArrayList<String>();
        if (rows.jobs().stream()
                .noneMatch(row -> row.id().toString().equals(job.id()) && row.state() == JobState.SUCCEEDED)) {
            faults.add("ml_experiments does not hold the job as succeeded");
        }
        if (model(rows, job).isEmpty()) {
            faults.add("model_versions has no row with version " + job.version());
        }
        if (dataset(rows, job).isEmpty()) {
            faults.add("dataset_versions has no registered row with the table's SHA-256");
        }
        return faults;
    }

    /**
     * The versions of the job's model and of its dataset: where Git and DVC must have them too.
     *
     * @throws NoSuchElementException if one is not there
     */
    List<Rows.Version> versions(FinishedJob job) throws SQLException {
        var rows = Rows.read(settings);
        return List.of(model(rows, job).orElseThrow(), dataset(rows, job).orElseThrow());
    }

    private static Optional<Rows.Version> model(Rows rows, FinishedJob job) {
        return rows.versions().stream()
                .filter(version -> version.model()
                        && version.subjectId().toString().equals(job.id())
                        && version.number() == job.version())
                .findFirst();
    }

    private static Optional<Rows.Version> dataset(Rows rows, FinishedJob job) {
        return rows.versions().stream()
                .filter(version -> !version.model()
                        && version.projectId().toString().equals(job.projectId())
                        && version.sha256().containsValue(job.sha256()))
                .findFirst();
    }
}
