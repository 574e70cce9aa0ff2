package io.easyml.gateway.dataset;

import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.schemas.catalogue.NearestName;
import io.easyml.schemas.table.TableOptions;
import io.easyml.tablefile.TableFile;
import io.easyml.tablefile.UnreadableTableException;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The datasets of projects, as they are stored. */
@Component
public class Datasets {

    private static final String COLUMNS =
            "id, dataset, version, sha256, size_bytes, columns, state, git_tag, created_at, path";
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private final DatabaseClient database;
    private final StorageRoots roots;
    private final JsonMapper json;

    Datasets(DatabaseClient database, StorageRoots roots, JsonMapper json) {
        this.database = database;
        this.roots = roots;
        this.json = json;
    }

    /** A dataset and where its file is below the datasets root. */
    public record Stored(Dataset dataset, String path) {}

    /** The version that a file id names; a project without it answers with the nearest name it has. */
    public Mono<Stored> find(UUID projectId, FileId fileId) {
        var version = fileId.version();
        var query = database.sql("select " + COLUMNS + " from dataset_versions where project_id = :project and"
                        + " dataset = :dataset" + (version.isPresent() ? " and version = :version" : "")
                        + " order by version desc limit 1")
                .bind("project", projectId)
                .bind("dataset", fileId.dataset());
        return (version.isPresent() ? query.bind("version", version.getAsInt()) : query)
                .map(this::stored)
                .one()
                .switchIfEmpty(Mono.defer(() -> notFound(projectId, fileId)));
    }

    /**
     * The same with the columns that it has when it is read so: those found at upload, unless its delimiter or character set
     * are said to be others.
     */
    public Mono<Stored> as(Stored stored, TableOptions options) {
        if (!options.problems().isEmpty() || options.delimiter() == null && options.encoding() == null) {
            return Mono.just(stored);
        }
        var dataset = stored.dataset();
        return Mono.fromCallable(
                        () -> TableFile.open(roots.datasets().resolve(stored.path()), dataset.dataset(), options)
                                .columns())
                .subscribeOn(Schedulers.boundedElastic())
                .map(columns -> new Stored(dataset.with(columns), stored.path()))
                .onErrorMap(
                        UnreadableTableException.class,
                        noTable -> ApiProblem.invalid(
                                noTable.code().name(), "table", String.valueOf(noTable.getMessage())));
    }

    private Mono<Stored> notFound(UUID projectId, FileId fileId) {
        return database.sql("select distinct dataset from dataset_versions where project_id = :project limit 1000")
                .bind("project", projectId)
                .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                .all()
                .collectList()
                .flatMap(names -> Mono.error(ApiProblem.notFound(
                        "DATASET_NOT_FOUND",
                        "The project has no dataset `" + fileId + "`"
                                + (names.contains(fileId.dataset())
                                        ? "; it has other versions of it."
                                        : NearestName.question(names, fileId.dataset())))));
    }

    /** The version of this dataset with exactly these bytes, if there is one. */
    Mono<Stored> withBytes(UUID projectId, String dataset, String sha256) {
        return database.sql("select " + COLUMNS + " from dataset_versions where project_id = :project and"
                        + " dataset = :dataset and sha256 = :sha256")
                .bind("project", projectId)
                .bind("dataset", dataset)
                .bind("sha256", sha256)
                .map(this::stored)
                .one();
    }

    Mono<List<Dataset>> versions(UUID projectId, String dataset) {
        return database.sql("select " + COLUMNS + " from dataset_versions where project_id = :project and"
                        + " dataset = :dataset order by version desc limit 1000")
                .bind("project", projectId)
                .bind("dataset", dataset)
                .map(this::stored)
                .all()
                .map(Stored::dataset)
                .collectList();
    }

    Mono<List<Dataset>> newest(UUID projectId) {
        return database.sql("select distinct on (dataset) " + COLUMNS + " from dataset_versions where project_id ="
                        + " :project order by dataset, version desc limit 1000")
                .bind("project", projectId)
                .map(this::stored)
                .all()
                .map(Stored::dataset)
                .collectList();
    }

    private Stored stored(Readable row) {
        var dataset = Objects.requireNonNull(row.get("dataset", String.class));
        return new Stored(
                new Dataset(
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        dataset,
                        dataset,
                        Objects.requireNonNull(row.get("version", Integer.class)),
                        Objects.requireNonNull(row.get("sha256", String.class)),
                        Objects.requireNonNull(row.get("size_bytes", Long.class)),
                        json.readValue(
                                Objects.requireNonNull(row.get("columns", Json.class))
                                        .asString(),
                                NAMES),
                        Objects.requireNonNull(row.get("state", String.class)),
                        row.get("git_tag", String.class),
                        Objects.requireNonNull(row.get("created_at", Instant.class))),
                Objects.requireNonNull(row.get("path", String.class)));
    }
}
