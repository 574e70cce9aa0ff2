package io.easyml.gateway.training;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.dataset.Dataset;
import io.easyml.gateway.dataset.Datasets;
import io.easyml.gateway.dataset.FileId;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.gateway.project.Project;
import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.project.Projects;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.TableReading;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.schemas.catalogue.EvaluationSettings;
import io.easyml.schemas.catalogue.NearestName;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.schemas.topic.Topics;
import io.r2dbc.postgresql.codec.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where every door's jobs meet: may you, does the dataset exist, is the column there, are the hyperparameters in range,
 * have I seen you before. What comes out is a row and its {@code TrainingQueued}, in one transaction.
 */
@Component
class TrainingDesk {

    private static final long DEFAULT_SEED = 42;

    private final Projects projects;
    private final Datasets datasets;
    private final AlgorithmCatalogue catalogue;
    private final EvaluationSettings evaluationSettings = EvaluationSettings.load();
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Topics topics;
    private final GatewaySettings settings;
    private final JsonMapper json;

    TrainingDesk(
            Projects projects,
            Datasets datasets,
            AlgorithmCatalogue catalogue,
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Topics topics,
            GatewaySettings settings,
            JsonMapper json) {
        this.projects = projects;
        this.datasets = datasets;
        this.catalogue = catalogue;
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.topics = topics;
        this.settings = settings;
        this.json = json;
    }

    /** Checks and resolves a request; nothing is stored. */
    Mono<Resolved> resolve(Caller caller, TrainingRequest request) {
        return projects.require(caller, request.projectId(), ProjectRole.EDITOR)
                .flatMap(project -> datasets.find(request.projectId(), FileId.of(request.fileId()))
                        .flatMap(stored -> datasets.as(stored, table(request)))
                        .zipWith(validation(request))
                        .map(found -> new Resolved(
                                order(
                                        caller,
                                        project,
                                        found.getT1(),
                                        found.getT2().orElse(null),
                                        request),
                                found.getT1().dataset().id())));
    }

    /** The dataset that the model is to be judged on, if it is another one. */
    private Mono<Optional<Datasets.Stored>> validation(TrainingRequest request) {
        return request.evaluation() != null
                        && request.evaluation().get(EvaluationSettings.VALIDATION_FILE_ID) instanceof String fileId
                        && !fileId.isEmpty()
                ? datasets.find(request.projectId(), FileId.of(fileId)).map(Optional::of)
                : Mono.just(Optional.empty());
    }

    /** A job that passed every check. */
    record Resolved(TrainingOrder order, UUID datasetVersionId) {}

    /** Accepts a job, which then will be run, and gives its id. */
    Mono<UUID> accept(Caller caller, TrainingRequest request, String source) {
        return outbox.backlog(settings.maxOutbox())
                .flatMap(waiting -> waiting < settings.maxOutbox()
                        ? resolve(caller, request)
                        : Mono.error(ApiProblem.of(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "BACKLOG_FULL",
                                "Kafka cannot be reached and " + waiting + " messages wait for it already. Try again"
                                        + " later.")))
                .flatMap(resolved -> store(resolved, source)
                        .then(outbox.add(
                                topics.trainingEvents(),
                                resolved.order().getJobId(),
                                TrainingQueued.newBuilder()
                                        .setOrder(resolved.order())
                                        .setSource(source)
                                        .build(),
                                EventOrigin.user(
                                        caller.userId(),
                                        resolved.order().getProjectId(),
                                        resolved.order().getSessionId())))
                        .as(transaction::transactional)
                        .doOnSuccess(done -> outbox.committed())
                        .thenReturn(resolved.order().getJobId()));
    }

    private static TableOptions table(TrainingRequest request) {
        return Objects.requireNonNullElse(request.table(), TableOptions.DEFAULTS);
    }

    private TrainingOrder order(
            Caller caller,
            Project project,
            Datasets.Stored stored,
            Datasets.@Nullable Stored validation,
            TrainingRequest request) {
        var dataset = stored.dataset();
        for (var problem : table(request).problems(dataset.columns(), request.targetColumn())) {
            throw ApiProblem.invalid(
                    FailureCode.TABLE_OPTIONS_INVALID.name(), "table." + problem.field(), problem.message());
        }
        var algorithm = algorithm(request.modelType());
        var target = target(request, algorithm, dataset);
        var evaluation = evaluation(request, algorithm, dataset);
        if (validation != null) {
            evaluation.put(EvaluationSettings.VALIDATION_FILE_ID, fileId(validation.dataset()));
        }
        var limits = Objects.requireNonNullElse(request.limits(), new TrainingRequest.Limits(null, null));
        return TrainingOrder.newBuilder()
                .setJobId(EventIds.next())
                .setProjectId(project.id())
                .setUserId(caller.userId())
                .setSessionId(request.sessionId())
                .setModelName(modelName(
                        request,
                        dataset.dataset(),
                        target.isEmpty() ? algorithm.task().label() : target))
                .setModelType(algorithm.name())
                .setTask(algorithm.task().label())
                .setDataset(pinned(stored))
                .setValidationDataset(validation == null ? null : pinned(validation))
                .setTargetColumn(target)
                .setHyperparameters(hyperparameters(algorithm, request.hyperparameters()))
                .setEvaluation(evaluation)
                .setSeed(Objects.requireNonNullElse(request.seed(), DEFAULT_SEED))
                .setMaxRuntimeSeconds(limits.maxRuntimeSeconds())
                .setMaxMemoryMb(limits.maxMemoryMb())
                .setPriority(Objects.requireNonNullElse(request.priority(), 0))
                .setExperimentName(project.experimentName())
                .setTable(request.table() == null ? null : reading(request.table()))
                .build();
    }

    private static TableReading reading(TableOptions options) {
        return TableReading.newBuilder()
                .setDelimiter(options.delimiter())
                .setEncoding(options.encoding())
                .setMissingValues(options.missingValues())
                .setColumnTypes(options.columnTypes())
                .setIgnoreColumns(options.ignoreColumns())
                .setMaxBadRows(options.badRowsAllowed())
                .setMaxRows(options.maxRows())
                .build();
    }

    private AlgorithmDescription algorithm(String name) {
        return catalogue
                .find(name)
                .orElseThrow(() -> ApiProblem.invalid(
                        FailureCode.MODEL_TYPE_UNKNOWN.name(),
                        "model_type",
                        "`" + name + "` is not a model type"
                                + NearestName.question(
                                        catalogue.all().stream()
                                                .map(AlgorithmDescription::name)
                                                .toList(),
                                        name)
                                + " GET /api/v1/training/model-types lists them."));
    }

    private static Map<String, Object> hyperparameters(
            AlgorithmDescription algorithm, @Nullable Map<String, @Nullable Object> given) {
        var asked = given == null ? Map.<String, @Nullable Object>of() : given;
        for (var problem : algorithm.check(asked)) {
            throw ApiProblem.invalid(problem.code().name(), "hyperparameters." + problem.field(), problem.message());
        }
        var resolved = new HashMap<String, Object>();
        algorithm.resolve(asked).forEach((name, value) -> resolved.put(name, scalar(value)));
        return resolved;
    }

    /** As Avro's union takes it. */
    private static Object scalar(Object value) {
        return switch (value) {
            case Integer whole -> whole.longValue();
            case Float real -> real.doubleValue();
            default -> value;
        };
    }

    /** The column to predict; empty if the task has none. */
    private static String target(TrainingRequest request, AlgorithmDescription algorithm, Dataset dataset) {
        var target = request.targetColumn();
        if (!algorithm.task().hasTarget()) {
            if (target != null) {
                throw ApiProblem.invalid(
                        FailureCode.REQUEST_INVALID.name(),
                        "target_column",
                        algorithm.name() + " has no column to predict. Leave target_column out.");
            }
            return "";
        }
        if (target == null) {
            throw ApiProblem.invalid(
                    FailureCode.REQUEST_INVALID.name(),
                    "target_column",
                    "target_column is missing: " + algorithm.name() + " takes the column to predict.");
        }
        requireColumn(FailureCode.TARGET_NOT_FOUND, "target_column", target, dataset);
        return target;
    }

    private static void requireColumn(FailureCode code, String field, String column, Dataset dataset) {
        if (!dataset.columns().contains(column)) {
            throw ApiProblem.invalid(
                    code.name(),
                    field,
                    "`" + column + "` is not a column of " + fileId(dataset)
                            + NearestName.question(dataset.columns(), column));
        }
    }

    private static String fileId(Dataset dataset) {
        return dataset.dataset() + "@v" + dataset.version();
    }

    private static DatasetRef pinned(Datasets.Stored stored) {
        var dataset = stored.dataset();
        return DatasetRef.newBuilder()
                .setDataset(dataset.dataset())
                .setVersion(dataset.version())
                .setSha256(dataset.sha256())
                .setPath(stored.path())
                .setSizeBytes(dataset.sizeBytes())
                .build();
    }

    private Map<String, Object> evaluation(TrainingRequest request, AlgorithmDescription algorithm, Dataset dataset) {
        var given = request.evaluation() == null ? Map.<String, @Nullable Object>of() : request.evaluation();
        for (var problem : evaluationSettings.check(given, algorithm)) {
            throw ApiProblem.invalid(problem.code().name(), "evaluation." + problem.field(), problem.message());
        }
        var resolved = new HashMap<>(evaluationSettings.resolve(given, algorithm));
        for (var setting : EvaluationSettings.COLUMNS) {
            if (resolved.get(setting) instanceof String column) {
                requireColumn(FailureCode.EVALUATION_INVALID, "evaluation." + setting, column, dataset);
                if (column.equals(request.targetColumn())) {
                    throw ApiProblem.invalid(
                            FailureCode.EVALUATION_INVALID.name(),
                            "evaluation." + setting,
                            "`" + column + "` is the column to predict and cannot be the " + setting + " too.");
                }
            }
        }
        return resolved;
    }

    /** All algorithms on one question are versions of one model. */
    private static String modelName(TrainingRequest request, String dataset, String question) {
        if (request.modelName() != null) {
            return request.modelName();
        }
        var dot = dataset.lastIndexOf('.');
        var name = (dot > 0 ? dataset.substring(0, dot) : dataset) + "_" + question;
        var safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("\\.\\.+", ".");
        return safe.substring(0, Math.min(100, safe.length()));
    }

    private Mono<Void> store(Resolved resolved, String source) {
        var order = resolved.order();
        var dataset = order.getDataset();
        var insert = database.sql(
                        "insert into ml_experiments (job_id, project_id, user_id, session_id, model_name,"
                                + " model_type, task, dataset_version_id, dataset, dataset_version, dataset_sha256, target_column,"
                                + " hyperparameters, evaluation, seed, limits, priority, source, training_order) values (:job,"
                                + " :project, :user, :session, :modelName, :modelType, :task, :datasetId, :dataset, :version,"
                                + " :sha256, :target, :hyperparameters, :evaluation, :seed, :limits, :priority, :source, :order)")
                .bind("job", order.getJobId())
                .bind("project", order.getProjectId())
                .bind("user", order.getUserId())
                .bind("modelName", order.getModelName())
                .bind("modelType", order.getModelType())
                .bind("task", order.getTask())
                .bind("datasetId", resolved.datasetVersionId())
                .bind("dataset", dataset.getDataset())
                .bind("version", dataset.getVersion())
                .bind("sha256", dataset.getSha256())
                .bind("hyperparameters", Json.of(json.writeValueAsString(order.getHyperparameters())))
                .bind("evaluation", Json.of(json.writeValueAsString(order.getEvaluation())))
                .bind("seed", order.getSeed())
                .bind("limits", Json.of(json.writeValueAsString(limits(order))))
                .bind("priority", order.getPriority())
                .bind("source", source)
                .bind("order", bytes(order));
        insert = order.getTargetColumn().isEmpty()
                ? insert.bindNull("target", String.class)
                : insert.bind("target", order.getTargetColumn());
        var session = order.getSessionId();
        return (session == null ? insert.bindNull("session", String.class) : insert.bind("session", session)).then();
    }

    /** From these bytes every attempt's command is made. */
    private static byte[] bytes(TrainingOrder order) {
        try {
            var buffer = order.toByteBuffer();
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
    }

    private static Map<String, Long> limits(TrainingOrder order) {
        var limits = new HashMap<String, Long>();
        if (order.getMaxRuntimeSeconds() != null) {
            limits.put("max_runtime_seconds", order.getMaxRuntimeSeconds());
        }
        if (order.getMaxMemoryMb() != null) {
            limits.put("max_memory_mb", order.getMaxMemoryMb());
        }
        return limits;
    }
}
