package io.easyml.gateway.model;

import io.easyml.gateway.web.ApiProblem;
import io.easyml.schemas.catalogue.NearestName;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Versions of models, as the versioning worker recorded them. */
@Component
class Models {

    private final DatabaseClient database;
    private final JsonMapper json;

    Models(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** A version and where its folder is below the models root. */
    record Stored(ModelVersion version, String path) {}

    Mono<List<ModelVersion.Model>> list(UUID projectId) {
        return database.sql(
                        "select distinct on (model_name) *, count(*) over (partition by model_name) as versions from"
                                + " model_versions where project_id = :project order by model_name, version desc limit 1000")
                .bind("project", projectId)
                .map(row -> new ModelVersion.Model(
                        Objects.requireNonNull(row.get("model_name", String.class)),
                        Objects.requireNonNull(row.get("versions", Long.class)).intValue(),
                        stored(row).version()))
                .all()
                .collectList();
    }

    Mono<List<ModelVersion>> versions(UUID projectId, String model) {
        return database.sql("select * from model_versions where project_id = :project and model_name = :model order by"
                        + " version desc limit 1000")
                .bind("project", projectId)
                .bind("model", model)
                .map(row -> stored(row).version())
                .all()
                .collectList()
                .flatMap(found -> found.isEmpty() ? noSuchModel(projectId, model) : Mono.just(found));
    }

    Mono<Stored> version(UUID projectId, String model, int version) {
        return database.sql("select * from model_versions where project_id = :project and model_name = :model and"
                        + " version = :version")
                .bind("project", projectId)
                .bind("model", model)
                .bind("version", version)
                .map(this::stored)
                .one()
                .switchIfEmpty(Mono.defer(() -> versions(projectId, model)
                        .flatMap(others -> Mono.error(ApiProblem.notFound(
                                "MODEL_VERSION_NOT_FOUND",
                                "`" + model + "` has no version " + version + "; its newest is "
                                        + others.getFirst().version() + ".")))));
    }

    private <T> Mono<T> noSuchModel(UUID projectId, String model) {
        return list(projectId)
                .flatMap(models -> Mono.error(ApiProblem.notFound(
                        "MODEL_NOT_FOUND",
                        "The project has no model `" + model + "`"
                                + NearestName.question(
                                        models.stream()
                                                .map(ModelVersion.Model::modelName)
                                                .toList(),
                                        model))));
    }

    private Stored stored(Readable row) {
        return new Stored(
                new ModelVersion(
                        text(row, "model_name"),
                        Objects.requireNonNull(row.get("version", Integer.class)),
                        Objects.requireNonNull(row.get("job_id", UUID.class)),
                        text(row, "model_type"),
                        text(row, "task"),
                        row.get("target_column", String.class),
                        text(row, "dataset") + "@v" + row.get("dataset_version", Integer.class),
                        tree(row, "metrics"),
                        tree(row, "files"),
                        Objects.requireNonNull(row.get("size_bytes", Long.class)),
                        text(row, "git_tag"),
                        text(row, "git_commit"),
                        text(row, "dvc_md5"),
                        text(row, "dvc_path"),
                        row.get("mlflow_run_id", String.class),
                        row.get("mlflow_model", String.class),
                        row.get("mlflow_version", String.class),
                        Objects.requireNonNull(row.get("created_at", Instant.class))),
                text(row, "path"));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private JsonNode tree(Readable row, String column) {
        return json.readTree(Objects.requireNonNull(row.get(column, Json.class)).asString());
    }
}
