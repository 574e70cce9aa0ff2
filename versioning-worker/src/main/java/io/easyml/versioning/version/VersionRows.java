package io.easyml.versioning.version;

import io.easyml.schemas.avro.FileEntry;
import io.easyml.schemas.event.EventIds;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The rows of {@code model_versions} and {@code dataset_versions}. */
@Component
final class VersionRows {

    private final JdbcClient jdbc;
    private final ObjectMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    VersionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record ManifestEntry(String path, long sizeBytes, String sha256) {}

    /** Writes a version's row; twice is once. */
    void record(VersioningTask task) {
        switch (task.subject()) {
            case Subject.Dataset dataset -> dataset(task, dataset);
            case Subject.Model model -> model(task, model);
        }
    }

    /** Notes that a dataset's version cannot be registered. */
    void failed(UUID datasetVersionId) {
        jdbc.sql("update dataset_versions set state = 'registration_failed' where id = ? and state = 'stored'")
                .param(datasetVersionId)
                .update();
    }

    /** The next free number of a model; the caller holds the project's lock. */
    int nextVersion(UUID projectId, String model) {
        return jdbc.sql("""
                select 1 + greatest(
                    (select coalesce(max(version), 0) from versioning_tasks
                     where project_id = :project and kind = 'model' and name = :name),
                    (select coalesce(max(version), 0) from model_versions
                     where project_id = :project and model_name = :name))""")
                .param("project", projectId)
                .param("name", model)
                .query(Integer.class)
                .single();
    }

    /** Whether versions of the other kind already have tags with this name: the first kind keeps the plain ones. */
    boolean nameTakenByOther(Subject subject) {
        return jdbc.sql("""
                select exists (select 1 from versioning_tasks where project_id = ? and name = ? and kind <> ?
                    and git_tag is not null and git_tag not like '%/%')""")
                .params(subject.projectId(), subject.name(), subject.kind().label())
                .query(Boolean.class)
                .single();
    }

    private void dataset(VersioningTask task, Subject.Dataset dataset) {
        var stored = task.storedVersion();
        var rows = jdbc.sql("""
                update dataset_versions set state = 'registered', git_tag = ?, git_commit = ?, dvc_md5 = ?,
                    dvc_path = ?, registered_at = coalesce(registered_at, now()) where id = ?""")
                .params(stored.tag(), stored.commit(), stored.md5(), stored.dvcPath(), dataset.id())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("dataset_versions has no row " + dataset.id());
        }
    }

    private void model(VersioningTask task, Subject.Model model) {
        var stored = task.storedVersion();
        var event = model.event();
        var order = event.getOrder();
        List<ManifestEntry> files = event.getFiles().stream()
                .map(file -> new ManifestEntry(file.getPath(), file.getSizeBytes(), file.getSha256()))
                .toList();
        jdbc.sql("""
                insert into model_versions (id, project_id, model_name, version, job_id, run_id, model_type, task,
                    target_column, path, files, size_bytes, metrics, dataset, dataset_version, git_tag, git_commit,
                    dvc_md5, dvc_path, created_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
                on conflict (job_id) do nothing""")
                .params(
                        EventIds.following(task.id(), "model_version"),
                        event.getProjectId(),
                        model.name(),
                        task.number(),
                        event.getJobId(),
                        event.getRunId(),
                        order.getModelType(),
                        order.getTask(),
                        order.getTargetColumn(),
                        event.getModelPath(),
                        json.writeValueAsString(files),
                        event.getFiles().stream()
                                .mapToLong(FileEntry::getSizeBytes)
                                .sum(),
                        json.writeValueAsString(event.getMetrics()),
                        order.getDataset().getDataset(),
                        order.getDataset().getVersion(),
                        stored.tag(),
                        stored.commit(),
                        stored.md5(),
                        stored.dvcPath(),
                        order.getUserId())
                .update();
        jdbc.sql("update versioning_tasks set mlflow_state = 'pending' where id = ? and mlflow_state = 'none'")
                .param(task.id())
                .update();
    }
}
