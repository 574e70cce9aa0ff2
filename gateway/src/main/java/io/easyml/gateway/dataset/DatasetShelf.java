package io.easyml.gateway.dataset;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.DatasetUploaded;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.schemas.topic.Topics;
import io.easyml.tablefile.TableFile;
import io.easyml.tablefile.UnreadableTableException;
import io.r2dbc.postgresql.codec.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts a received file on the shelf as a version of its dataset. The same name with the same bytes is the version that
 * is there already; other bytes are the next one.
 */
@Component
class DatasetShelf {

    /** For looking into an upload, which for a gzipped one is to unpack it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Topics topics;
    private final Datasets datasets;
    private final Upload upload;
    private final StorageRoots roots;
    private final GatewaySettings settings;
    private final JsonMapper json;

    DatasetShelf(
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Topics topics,
            Datasets datasets,
            Upload upload,
            StorageRoots roots,
            GatewaySettings settings,
            JsonMapper json) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.topics = topics;
        this.datasets = datasets;
        this.upload = upload;
        this.roots = roots;
        this.settings = settings;
        this.json = json;
    }

    /**
     * What became of an upload.
     *
     * @param isNew false where the version was there already
     */
    record Placed(Dataset dataset, boolean isNew) {}

    Mono<Placed> place(Caller caller, UUID projectId, Upload.Received received) {
        return Mono.fromCallable(() -> {
                    FileId.checkName(received.name(), "name");
                    return columns(received);
                })
                .subscribeOn(Schedulers.boundedElastic())
                // some damaged Parquet files keep their reader waiting for ever; the timeout interrupts it
                .timeout(PATIENCE, Mono.error(() -> unreadable(received)))
                .flatMap(columns -> lock(projectId, received.name())
                        .then(datasets.withBytes(projectId, received.name(), received.sha256())
                                .map(stored -> new Placed(stored.dataset(), false))
                                .switchIfEmpty(Mono.defer(() -> insert(caller, projectId, received, columns))))
                        .as(transaction::transactional))
                .flatMap(placed -> placed.isNew()
                        ? Mono.just(placed)
                        : upload.discard(received).thenReturn(placed))
                .onErrorResume(failure -> upload.discard(received).then(Mono.error(failure)))
                .doOnSuccess(placed -> outbox.committed());
    }

    private List<String> columns(Upload.Received received) {
        try {
            var table = TableFile.open(received.file(), received.name(), TableOptions.DEFAULTS);
            var columns = table.columns();
            if (columns.size() > settings.maxColumns()) {
                throw TableCount.tooManyColumns(Integer.toString(columns.size()), settings.maxColumns());
            }
            PackedTable.check(table, settings);
            return columns;
        } catch (UnreadableTableException noTable) {
            throw ApiProblem.invalid(noTable.code().name(), "file", String.valueOf(noTable.getMessage()));
        }
    }

    private static ApiProblem unreadable(Upload.Received received) {
        return ApiProblem.invalid(
                FailureCode.UNREADABLE_FILE.name(),
                "file",
                received.name() + " could not be looked into within " + PATIENCE.toSeconds()
                        + " s. It may be damaged: write the file again.");
    }

    /** Two uploads of one name wait for each other, so that versions have no gaps and no twins. */
    private Mono<Void> lock(UUID projectId, String dataset) {
        return database.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
                .bind("what", projectId + "/" + dataset)
                .fetch()
                .all()
                .then();
    }

    private Mono<Placed> insert(Caller caller, UUID projectId, Upload.Received received, List<String> columns) {
        var id = EventIds.next();
        return database.sql("select coalesce(max(version), 0) + 1 from dataset_versions where project_id = :project and"
                        + " dataset = :dataset")
                .bind("project", projectId)
                .bind("dataset", received.name())
                .map(row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .one()
                .flatMap(version -> {
                    var path = projectId + "/" + received.name() + "/v" + version + "/" + received.name();
                    return move(received.file(), roots.datasets().resolve(path))
                            .then(row(id, caller, projectId, received, columns, version, path))
                            .then(announce(id, caller, projectId, received, columns, version, path))
                            .then(datasets.withBytes(projectId, received.name(), received.sha256()));
                })
                .map(stored -> new Placed(stored.dataset(), true));
    }

    private static Mono<Void> move(Path from, Path to) {
        return Mono.fromCallable(() -> {
                    Files.createDirectories(Objects.requireNonNull(to.getParent()));
                    // what an upload left there whose transaction failed belongs to nobody
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    sync(Objects.requireNonNull(to.getParent()));
                    return true;
                })
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Mono<Void> row(
            UUID id,
            Caller caller,
            UUID projectId,
            Upload.Received received,
            List<String> columns,
            int version,
            String path) {
        return database.sql("insert into dataset_versions (id, project_id, dataset, version, sha256, size_bytes, path,"
                        + " columns, uploaded_by) values (:id, :project, :dataset, :version, :sha256, :size, :path,"
                        + " :columns, :user)")
                .bind("id", id)
                .bind("project", projectId)
                .bind("dataset", received.name())
                .bind("version", version)
                .bind("sha256", received.sha256())
                .bind("size", received.sizeBytes())
                .bind("path", path)
                .bind("columns", Json.of(json.writeValueAsString(columns)))
                .bind("user", caller.userId())
                .then();
    }

    private Mono<Void> announce(
            UUID id,
            Caller caller,
            UUID projectId,
            Upload.Received received,
            List<String> columns,
            int version,
            String path) {
        var stored = DatasetRef.newBuilder()
                .setDataset(received.name())
                .setVersion(version)
                .setSha256(received.sha256())
                .setPath(path)
                .setSizeBytes(received.sizeBytes())
                .build();
        return outbox.add(
                topics.datasetEvents(),
                id,
                DatasetUploaded.newBuilder()
                        .setDatasetVersionId(id)
                        .setProjectId(projectId)
                        .setDataset(stored)
                        .setUploadedBy(caller.userId())
                        .setColumns(columns)
                        .build(),
                EventOrigin.user(caller.userId(), projectId, null));
    }
}
