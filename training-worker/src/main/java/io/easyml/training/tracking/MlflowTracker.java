package io.easyml.training.tracking;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.training.WorkerSettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowHttpException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps MLflow in step: a consumer of the training events like any other, which catches up by itself. With MLflow away
 * it waits; no job notices. Everything it does can be done again with the same effect.
 */
@Component
class MlflowTracker {

    private static final int BATCH = 1_000;
    private static final int PARAMS = 100;
    private static final int LONGEST = 5_000;
    private static final String OUTCOME_TAG = "easyml.outcome";

    private final MlflowCalls mlflow;
    private final TrackedRuns runs;
    private final EventEncoding encoding;
    private final StorageRoot models;
    private final JsonMapper json;

    MlflowTracker(
            MlflowCalls mlflow, TrackedRuns runs, EventEncoding encoding, WorkerSettings settings, JsonMapper json) {
        this.mlflow = mlflow;
        this.runs = runs;
        this.encoding = encoding;
        this.models = settings.models();
        this.json = json;
    }

    @KafkaListener(
            id = "mlflow-tracker",
            groupId = "${easyml.messaging.topic-prefix}-mlflow-tracking",
            topics = "#{@topics.trainingEvents()}")
    void track(ConsumerRecord<byte[], byte[]> raw) {
        var event = ReceivedEvent.of(encoding, raw);
        try {
            track(event);
        } catch (MlflowHttpException refused) {
            runs.forget(UUID.fromString(event.key()));
            throw refused;
        }
    }

    private void track(ReceivedEvent event) {
        switch (event.record()) {
            case TrainingQueued queued -> queued(queued, event.time());
            case TrainingStarted started -> started(started);
            case TrainingSucceeded succeeded -> succeeded(succeeded, event);
            case TrainingFailed failed -> {
                var tags = Map.of("easyml.failure_code", failed.getCode(), "easyml.failure", failed.getMessage());
                ended(failed.getJobId(), failed.getProjectId(), event, RunStatus.FAILED, tags);
            }
            case TrainingCancelled cancelled ->
                ended(cancelled.getJobId(), cancelled.getProjectId(), event, RunStatus.KILLED, Map.of());
            case ModelVersionRegistered registered -> registered(registered);
            default -> {
                // attempts that failed or were handed on: the job's one run goes on with the next attempt
            }
        }
    }

    private RunInfo queued(TrainingQueued queued, Instant since) {
        return run(queued.getOrder(), since);
    }

    /** The run of a job, with everything that was known when it was asked for. */
    private RunInfo run(TrainingOrder order, Instant since) {
        var dataset = order.getDataset();
        var tags = new LinkedHashMap<String, String>();
        tags.put(
                "mlflow.runName",
                order.getModelType() + " " + order.getJobId().toString().substring(24));
        tags.put("mlflow.user", order.getUserId().toString());
        tags.put("mlflow.source.name", "easyml");
        tags.put("mlflow.source.type", "JOB");
        tags.put("easyml.project_id", order.getProjectId().toString());
        tags.put("easyml.user_id", order.getUserId().toString());
        tags.put("easyml.model_name", order.getModelName());
        tags.put("easyml.model_type", order.getModelType());
        tags.put("easyml.dataset", dataset.getDataset() + "@v" + dataset.getVersion());
        tags.put("easyml.dataset_sha256", dataset.getSha256());
        if (order.getSessionId() != null) {
            tags.put("easyml.session_id", order.getSessionId());
        }
        var run = runs.ofJob(order.getJobId(), order.getProjectId(), order.getExperimentName(), since, tags(tags));
        var params = new LinkedHashMap<String, Object>(order.getHyperparameters());
        params.put("model_type", order.getModelType());
        if (!order.getTargetColumn().isEmpty()) {
            params.put("target_column", order.getTargetColumn());
        }
        params.put("seed", order.getSeed());
        order.getEvaluation().forEach((name, value) -> params.put("evaluation." + name, value));
        logParams(run, params);
        logInput(run, order);
        return run;
    }

    private void logParams(RunInfo run, Map<String, Object> params) {
        var all = params.entrySet().stream()
                .map(param -> Param.newBuilder()
                        .setKey(param.getKey())
                        .setValue(shortened(String.valueOf(param.getValue())))
                        .build())
                .toList();
        for (int from = 0; from < all.size(); from += PARAMS) {
            var part = all.subList(from, Math.min(all.size(), from + PARAMS));
            mlflow.call(client -> {
                client.logBatch(run.getRunId(), List.of(), part, List.of());
                return true;
            });
        }
    }

    /** The dataset as MLflow shows it; mlflow-client has no method for it, but sends what it is given. */
    private void logInput(RunInfo run, TrainingOrder order) {
        var dataset = order.getDataset();
        var body = Map.of(
                "run_id",
                run.getRunId(),
                "datasets",
                List.of(Map.of(
                        "tags",
                        List.of(Map.of("key", "mlflow.data.context", "value", "training")),
                        "dataset",
                        Map.of(
                                "name",
                                dataset.getDataset() + "@v" + dataset.getVersion(),
                                "digest",
                                dataset.getSha256().substring(0, 32),
                                "source_type",
                                "local",
                                "source",
                                json.writeValueAsString(Map.of("uri", dataset.getPath()))))));
        mlflow.call(client -> client.sendPost("runs/log-inputs", json.writeValueAsString(body)));
    }

    /** Says which run the job's is; one that begins after the outcome, its command having come again, is not. */
    private void started(TrainingStarted started) {
        runs.existing(started.getJobId(), started.getProjectId())
                .filter(run -> outcome(run) == null)
                .ifPresent(run -> tag(run, ofRun(started.getWorker(), started.getAttempt(), started.getRunId())));
    }

    private static Map<String, String> ofRun(String worker, int attempt, UUID runId) {
        return Map.of(
                "easyml.worker", worker,
                "easyml.attempt", Integer.toString(attempt),
                "easyml.run_id", runId.toString());
    }

    private void succeeded(TrainingSucceeded succeeded, ReceivedEvent event) {
        var order = succeeded.getOrder();
        var run = run(order, succeeded.getStartedAt());
        if (!isTheOutcome(run, event)) {
            return;
        }
        var at = event.time().toEpochMilli();
        var metrics = new ArrayList<Metric>();
        succeeded.getMetrics().forEach((name, value) -> metrics.add(metric(name, value, at, 0)));
        for (var point : succeeded.getCurves()) {
            metrics.add(metric(point.getName(), point.getValue(), at, point.getStep()));
        }
        for (int from = 0; from < metrics.size(); from += BATCH) {
            var part = metrics.subList(from, Math.min(metrics.size(), from + BATCH));
            mlflow.call(client -> {
                client.logBatch(run.getRunId(), part, List.of(), List.of());
                return true;
            });
        }
        artifacts(run, succeeded);
        runs.settle(succeeded.getJobId(), run);
        // a newer run may have begun before this one, which was given up, came to its end first
        var tags = new LinkedHashMap<>(ofRun(succeeded.getWorker(), succeeded.getAttempt(), succeeded.getRunId()));
        tags.put("easyml.model_path", succeeded.getModelPath());
        tag(run, tags);
        terminate(run, RunStatus.FINISHED, at);
    }

    private void artifacts(RunInfo run, TrainingSucceeded succeeded) {
        var folder = models.resolve(succeeded.getModelPath());
        var root = run.getArtifactUri().replaceFirst("^mlflow-artifacts:(//[^/]*)?/*", "");
        try {
            for (var file : succeeded.getFiles()) {
                mlflow.putArtifact(root + "/model/" + file.getPath(), folder.resolve(file.getPath()));
            }
        } catch (NoSuchFileException gone) {
            // the folder was removed by somebody since: the run is complete without its files
            tag(run, Map.of("easyml.artifacts", "missing: the model folder is gone"));
        } catch (IOException away) {
            throw new WorldAtFaultException("mlflow", "an artifact was not stored: " + away.getMessage(), away);
        }
    }

    private void ended(UUID jobId, UUID projectId, ReceivedEvent event, RunStatus status, Map<String, String> tags) {
        runs.existing(jobId, projectId).filter(run -> isTheOutcome(run, event)).ifPresent(run -> {
            tag(run, tags);
            runs.settle(jobId, run);
            terminate(run, status, event.time().toEpochMilli());
        });
    }

    /** The first outcome counts, from whichever run; the tag remembers it, so that the same one may come again. */
    private boolean isTheOutcome(RunInfo run, ReceivedEvent event) {
        var first = outcome(run);
        if (first != null) {
            return first.equals(event.eventId().toString());
        }
        tag(run, Map.of(OUTCOME_TAG, event.eventId().toString()));
        return true;
    }

    /** The id of the event that decided the job, null while none has. */
    private @Nullable String outcome(RunInfo run) {
        return mlflow.call(client -> client.getRun(run.getRunId())).getData().getTagsList().stream()
                .filter(tag -> tag.getKey().equals(OUTCOME_TAG))
                .map(RunTag::getValue)
                .findFirst()
                .orElse(null);
    }

    private void registered(ModelVersionRegistered registered) {
        runs.existing(registered.getJobId(), registered.getProjectId())
                .ifPresent(run -> tag(
                        run,
                        Map.of(
                                "easyml.model_version", Integer.toString(registered.getVersion()),
                                "easyml.git_tag", registered.getGitTag(),
                                "easyml.git_commit", registered.getGitCommit(),
                                "easyml.dvc_md5", registered.getDvcMd5())));
    }

    private void terminate(RunInfo run, RunStatus status, long at) {
        mlflow.call(client -> {
            client.setTerminated(run.getRunId(), status, at);
            return true;
        });
    }

    private void tag(RunInfo run, Map<String, String> tags) {
        mlflow.call(client -> {
            client.logBatch(run.getRunId(), List.of(), List.of(), tags(tags));
            return true;
        });
    }

    private static List<RunTag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> TrackedRuns.tag(tag.getKey(), shortened(tag.getValue())))
                .toList();
    }

    private static Metric metric(String name, double value, long at, long step) {
        return Metric.newBuilder()
                .setKey(name)
                .setValue(value)
                .setTimestamp(at)
                .setStep(step)
                .build();
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
