package io.easyml.systemtests;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.easyml.schemas.audit.AuditIndexes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import tools.jackson.databind.JsonNode;

/**
 * What a platform holds, to be compared with what it held before.
 *
 * @param rows of PostgreSQL's tables, whole, but for how far a job's events were read and when a row was touched
 * @param history what PostgreSQL remembers of the jobs' events
 * @param tracking MLflow's runs and registered versions, whole
 * @param trail {@code audit_logs} by id, whole
 * @param views the collections that are derived from it
 */
record Truth(
        Map<String, List<String>> rows,
        Set<String> history,
        Map<String, String> tracking,
        Map<String, Document> trail,
        Map<String, Set<Document>> views) {

    private static final List<String> TABLES = List.of(
            "users",
            "projects",
            "project_members",
            "dataset_versions",
            "ml_experiments",
            "model_versions",
            "model_deployments",
            "versioning_tasks",
            "job_outcomes",
            "outbox");

    static Truth of(Platform platform) throws Exception {
        try (var postgres = platform.postgres();
                var mongo = MongoClients.create(platform.env("MONGO_URI"))) {
            var name = new ConnectionString(platform.env("MONGO_URI")).getDatabase();
            var database = mongo.getDatabase(java.util.Objects.requireNonNull(name));
            var rows = new TreeMap<String, List<String>>();
            for (var table : TABLES) {
                rows.put(table, lines(postgres, table, " - 'event_offset' - 'updated_at'"));
            }
            return new Truth(
                    rows,
                    new HashSet<>(lines(postgres, "ml_experiment_events", "")),
                    tracking(new Api(platform.env("MLFLOW_TRACKING_URI"))),
                    trail(database),
                    views(database));
        }
    }

    private static List<String> lines(Connection postgres, String table, String without) throws SQLException {
        try (var statement = postgres.createStatement();
                var rows = statement.executeQuery(
                        "select (to_jsonb(it)" + without + ")::text from " + table + " it order by 1")) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    private static Map<String, String> tracking(Api mlflow) throws Exception {
        var all = new TreeMap<String, String>();
        var experiments = new ArrayList<String>();
        mlflow.post("/api/2.0/mlflow/experiments/search", Map.of("max_results", 1000), 200)
                .path("experiments")
                .forEach(experiment ->
                        experiments.add(experiment.path("experiment_id").asString()));
        var runs = mlflow.post(
                        "/api/2.0/mlflow/runs/search",
                        Map.of("experiment_ids", experiments, "run_view_type", "ALL", "max_results", 1000),
                        200)
                .path("runs");
        for (var run : runs) {
            var id = run.path("info").path("run_id").asString();
            all.put("run " + id, sorted(run));
            var artifacts = mlflow.get("/api/2.0/mlflow/artifacts/list?path=model&run_id=" + id);
            all.put("artifacts of " + id, sorted(artifacts));
            for (var metric : run.path("data").path("metrics")) {
                var key = metric.path("key").asString();
                var history = mlflow.get("/api/2.0/mlflow/metrics/get-history?run_id=" + id + "&metric_key="
                        + URLEncoder.encode(key, StandardCharsets.UTF_8));
                all.put("metric " + key + " of " + id, sorted(history));
            }
        }
        mlflow.get("/api/2.0/mlflow/model-versions/search?max_results=1000")
                .path("model_versions")
                .forEach(version -> all.put(
                        "version " + version.path("name").asString() + "/"
                                + version.path("version").asString(),
                        sorted(version)));
        return all;
    }

    /** As text in which the order of members and of a list's items says nothing: MLflow keeps none. */
    private static String sorted(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeSet<String>();
            node.properties().forEach(member -> members.add(member.getKey() + ": " + sorted(member.getValue())));
            return members.toString();
        }
        if (node.isArray()) {
            var items = new ArrayList<String>();
            node.forEach(item -> items.add(sorted(item)));
            items.sort(null);
            return items.toString();
        }
        return node.toString();
    }

    private static Map<String, Document> trail(MongoDatabase database) {
        var trail = new TreeMap<String, Document>();
        database.getCollection("audit_logs").find().forEach(document -> trail.put(document.getString("_id"), document));
        return trail;
    }

    private static Map<String, Set<Document>> views(MongoDatabase database) {
        var views = new TreeMap<String, Set<Document>>();
        for (var name : AuditIndexes.derived()) {
            var documents = new HashSet<Document>();
            database.getCollection(name).find().forEach(documents::add);
            views.put(name, documents);
        }
        return views;
    }
}
