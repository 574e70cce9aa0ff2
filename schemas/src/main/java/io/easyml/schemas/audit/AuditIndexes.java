package io.easyml.schemas.audit;

import java.util.List;

/** The MongoDB collections and their indexes: {@code setup} creates them, the audit sink checks that they are there. */
public final class AuditIndexes {

    /** Every record of every events topic. */
    public static final String AUDIT_LOGS = "audit_logs";

    public static final String MODEL_SESSIONS = "model_sessions";
    public static final String MLFLOW_RUNS = "mlflow_runs";
    public static final String DVC_METADATA = "dvc_metadata";
    public static final String PROJECT_CONFIGS = "project_configs";
    public static final String TRAINING_ERRORS = "training_errors";

    /**
     * An index.
     *
     * @param fields ascending, in this order
     */
    public record Index(String collection, String name, List<String> fields, boolean unique) {}

    private AuditIndexes() {}

    /** The collections that are derived from the trail, and can be dropped and made again. */
    public static List<String> derived() {
        return List.of(MODEL_SESSIONS, MLFLOW_RUNS, DVC_METADATA, PROJECT_CONFIGS, TRAINING_ERRORS);
    }

    public static List<Index> all() {
        return List.of(
                new Index(AUDIT_LOGS, "place", List.of("topic", "partition", "offset"), true),
                new Index(AUDIT_LOGS, "project_time", List.of("project_id", "time"), false),
                new Index(AUDIT_LOGS, "key", List.of("key"), false),
                new Index(AUDIT_LOGS, "event", List.of("event_id"), false),
                new Index(AUDIT_LOGS, "actor_time", List.of("actor", "time"), false),
                new Index(MODEL_SESSIONS, "project", List.of("project_id"), false),
                new Index(MLFLOW_RUNS, "project", List.of("project_id"), false),
                new Index(DVC_METADATA, "project", List.of("project_id"), false),
                new Index(TRAINING_ERRORS, "project", List.of("project_id"), false));
    }
}
