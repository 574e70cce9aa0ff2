package io.easyml.audit.view;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import io.easyml.audit.trail.TrailDatabase;
import io.easyml.schemas.audit.AuditIndexes;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The collections that answer the usual questions. Each is made of the trail's documents alone, by setting fields of one
 * document for each event: the same events give the same collections, however often they come.
 */
@Component
public final class Views {

    private final TrailDatabase database;

    Views(TrailDatabase database) {
        this.database = database;
    }

    /** Removes them all, so that they can be made again. */
    public void drop() {
        for (var collection : AuditIndexes.derived()) {
            database.run(database.collection(collection).deleteMany(new Document()));
        }
    }

    /** Takes one document of the trail. What was said twice is taken once. */
    public void apply(Document event) {
        var payload = event.get("payload", Document.class);
        var type = event.getString("event_type");
        if (payload == null || type == null || event.getBoolean("repeat", false)) {
            return;
        }
        switch (type) {
            case "TrainingQueued" -> queued(event, payload.get("order", Document.class));
            case "TrainingStarted" -> started(event, payload);
            case "TrainingSucceeded" -> succeeded(event, payload);
            case "TrainingFailed" -> {
                outcome(event, payload, "failed");
                error(event, payload);
            }
            case "TrainingCancelled" -> outcome(event, payload, "cancelled");
            case "AttemptFailed" -> error(event, payload);
            case "ModelRegistrationFailed" -> {
                state(event, payload, "failed");
                error(event, payload);
            }
            case "ModelVersionRegistered" -> {
                state(event, payload, "succeeded");
                version(event, payload, "model", payload.getString("model_name"));
            }
            case "DatasetVersionRegistered" -> version(event, payload, "dataset", payload.getString("dataset"));
            case "ProjectCreated", "ProjectUpdated", "ProjectConfigChanged" -> project(event, payload);
            default -> {
                // of no collection's concern
            }
        }
    }

    private void queued(Document event, Document order) {
        var job = order.getString("job_id");
        var dataset = order.get("dataset", Document.class);
        set(
                AuditIndexes.MLFLOW_RUNS,
                job,
                new Document("project_id", order.get("project_id"))
                        .append("experiment_name", order.get("experiment_name"))
                        .append("model_name", order.get("model_name"))
                        .append("model_type", order.get("model_type"))
                        .append("dataset", dataset.getString("dataset") + "@v" + dataset.get("version"))
                        .append("target_column", order.get("target_column"))
                        .append("params", order.get("hyperparameters"))
                        .append("seed", order.get("seed"))
                        .append("status", "queued")
                        .append("queued_at", event.get("time")));
        session(event, job, new Document("state", "queued").append("model_type", order.get("model_type")));
    }

    private void state(Document event, Document payload, String state) {
        var job = payload.getString("job_id");
        set(
                AuditIndexes.MLFLOW_RUNS,
                job,
                new Document("project_id", payload.get("project_id"))
                        .append("status", state)
                        .append(state + "_at", event.get("time")));
        session(event, job, new Document("state", state));
    }

    private void started(Document event, Document payload) {
        if (outcome(payload) == null) {
            state(event, payload, "running");
        }
    }

    /** The first outcome counts, from whichever run; whether this is it. */
    private boolean outcome(Document event, Document payload, String state) {
        var first = outcome(payload);
        if (first != null && !first.equals(event.getString("event_id"))) {
            return false;
        }
        state(event, payload, state);
        set(
                AuditIndexes.MLFLOW_RUNS,
                payload.getString("job_id"),
                new Document("outcome_event_id", event.getString("event_id")));
        return true;
    }

    private @Nullable String outcome(Document payload) {
        return database.first(database.collection(AuditIndexes.MLFLOW_RUNS)
                        .find(Filters.eq("_id", payload.getString("job_id"))))
                .map(job -> job.getString("outcome_event_id"))
                .orElse(null);
    }

    private void succeeded(Document event, Document payload) {
        if (!outcome(event, payload, "registering")) {
            return;
        }
        set(
                AuditIndexes.MLFLOW_RUNS,
                payload.getString("job_id"),
                new Document("metrics", payload.get("metrics"))
                        .append("run_id", payload.get("run_id"))
                        .append("worker", payload.get("worker"))
                        .append("model_path", payload.get("model_path"))
                        .append("duration_ms", payload.get("duration_ms")));
    }

    private void session(Document event, @Nullable String job, Document fields) {
        var session = event.getString("session_id");
        if (session == null || job == null) {
            return;
        }
        var set = new Document("session_id", session).append("project_id", event.get("project_id"));
        fields.forEach((name, value) -> set.append("jobs." + job + "." + name, value));
        set(AuditIndexes.MODEL_SESSIONS, event.get("project_id") + "/" + session, set);
    }

    private void error(Document event, Document payload) {
        set(
                AuditIndexes.TRAINING_ERRORS,
                event.getString("_id"),
                new Document("job_id", payload.get("job_id"))
                        .append("project_id", payload.get("project_id"))
                        .append("event_type", event.get("event_type"))
                        .append("attempt", payload.get("attempt"))
                        .append("worker", payload.get("worker"))
                        .append("code", payload.get("code"))
                        .append("class", payload.get("failure_class"))
                        .append("message", payload.get("message"))
                        .append("time", event.get("time")));
    }

    private void version(Document event, Document payload, String kind, String name) {
        set(
                AuditIndexes.DVC_METADATA,
                payload.get("project_id") + "/" + payload.get("git_tag"),
                new Document("kind", kind)
                        .append("name", name)
                        .append("version", payload.get("version"))
                        .append("project_id", payload.get("project_id"))
                        .append("job_id", payload.get("job_id"))
                        .append("git_tag", payload.get("git_tag"))
                        .append("git_commit", payload.get("git_commit"))
                        .append("dvc_md5", payload.get("dvc_md5"))
                        .append("dvc_path", payload.get("dvc_path"))
                        .append("time", event.get("time")));
    }

    private void project(Document event, Document payload) {
        var fields = new Document("updated_at", event.get("time")).append("updated_by", event.get("actor"));
        for (var name : new String[] {"name", "description", "owner_id", "experiment_name", "config"}) {
            if (payload.containsKey(name)) {
                fields.append(name, payload.get(name));
            }
        }
        set(AuditIndexes.PROJECT_CONFIGS, payload.getString("project_id"), fields);
    }

    private void set(String collection, @Nullable String id, Document fields) {
        database.run(database.collection(collection)
                .updateOne(
                        Filters.eq("_id", Objects.requireNonNull(id)),
                        new Document("$set", fields),
                        new UpdateOptions().upsert(true)));
    }
}
