package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The doctor sees what is broken: each invariant is broken once, with the services down, and mended again. */
@ExtendWith(RunningPlatform.class)
class DoctorIT {

    private static final List<String> SERVICES =
            List.of("gateway", "training-worker-1", "training-worker-2", "versioning-worker", "audit-sink");

    private interface Step {
        void take() throws Exception;
    }

    @Test
    void theDoctorFindsWhatIsBrokenAndNothingElse(Platform platform) throws Exception {
        var load = Load.on(platform, "examined");
        var job = load.small();
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        for (var service : SERVICES) {
            platform.hold(service);
        }
        try (var postgres = platform.postgres();
                var mongo = MongoClients.create(platform.env("MONGO_URI"))) {
            rows(platform, postgres, job);
            trail(platform, mongo.getDatabase("easyml").getCollection("audit_logs"), job);
            runs(platform, job);
            objects(platform, postgres, job);
            leftovers(platform);
            assertThat(platform.doctor().path("holds").asBoolean()).isTrue();
        } finally {
            for (var service : SERVICES) {
                platform.release(service);
            }
        }
        platform.isHealthy();
    }

    /** Breaks something, sees that this invariant is violated and says so with the id, and mends it. */
    private static void broken(Platform platform, String invariant, String names, Step breaking, Step mending)
            throws Exception {
        breaking.take();
        try {
            var answer = platform.doctor();
            assertThat(answer.path("holds").asBoolean()).as(invariant).isFalse();
            var found = answer.path("invariants")
                    .valueStream()
                    .filter(finding -> finding.path("name").asString().equals(invariant))
                    .findFirst()
                    .orElseThrow();
            assertThat(found.path("violations").toString())
                    .as(answer.toString())
                    .contains(names);
        } finally {
            mending.take();
        }
    }

    private static Step sql(Connection postgres, String sql) {
        return () -> {
            try (var statement = postgres.createStatement()) {
                statement.execute(sql);
            }
        };
    }

    private static void rows(Platform platform, Connection postgres, String job) throws Exception {
        var stranger = UUID.randomUUID().toString();
        var its = " where job_id = '" + job + "'";
        broken(
                platform,
                "nothing-stuck",
                "no.such.topic",
                sql(
                        postgres,
                        "insert into outbox (topic, key, headers, payload, created_at) values"
                                + " ('no.such.topic', 'x', '{}', '', now() - interval '1 hour')"),
                sql(postgres, "delete from outbox where topic = 'no.such.topic'"));
        broken(
                platform,
                "nothing-stuck",
                job,
                sql(
                        postgres,
                        "update versioning_tasks set state = 'pushed', created_at = created_at - interval '1 hour'"
                                + " where subject_id = '" + job + "'"),
                sql(postgres, "update versioning_tasks set state = 'announced' where subject_id = '" + job + "'"));
        broken(
                platform,
                "one-outcome",
                job,
                sql(postgres, "update ml_experiments set state = 'failed', failure = '{\"code\": \"X\"}'" + its),
                sql(postgres, "update ml_experiments set state = 'succeeded', failure = null" + its));
        broken(
                platform,
                "legal-moves",
                job,
                sql(
                        postgres,
                        "update ml_experiment_events set to_state = 'failed' where to_state = 'registering' and"
                                + " job_id = '" + job + "'"),
                sql(
                        postgres,
                        "update ml_experiment_events set to_state = 'registering' where to_state = 'failed' and"
                                + " job_id = '" + job + "'"));
        broken(
                platform,
                "jobs-end",
                stranger,
                sql(
                        postgres,
                        "insert into ml_experiments select (jsonb_populate_record(e, jsonb_build_object('job_id', '"
                                + stranger
                                + "', 'state', 'queued', 'queued_at', now() - interval '1 hour'))).* from ml_experiments e"
                                + its),
                sql(postgres, "delete from ml_experiments where job_id = '" + stranger + "'"));
    }

    private static void trail(Platform platform, MongoCollection<Document> trail, String job) throws Exception {
        var record = Objects.requireNonNull(trail.find(Filters.eq("key", job))
                .sort(Sorts.ascending("offset"))
                .first());
        var id = record.getString("_id");
        broken(
                platform,
                "audit-trail",
                id,
                () -> trail.updateOne(Filters.eq("_id", id), Updates.set("timestamp", 1L)),
                () -> trail.replaceOne(Filters.eq("_id", id), record));
        broken(
                platform,
                "audit-trail",
                id,
                () -> trail.deleteOne(Filters.eq("_id", id)),
                () -> trail.insertOne(record));
    }

    private static void runs(Platform platform, String job) throws Exception {
        var mlflow = new Api(platform.env("MLFLOW_TRACKING_URI"));
        var experiments = mlflow.post("/api/2.0/mlflow/experiments/search", Map.of("max_results", 1000), 200)
                .path("experiments")
                .valueStream()
                .map(experiment -> experiment.path("experiment_id").asString())
                .toList();
        var run = mlflow.post(
                        "/api/2.0/mlflow/runs/search",
                        Map.of("experiment_ids", experiments, "filter", "tags.`easyml.job_id` = '" + job + "'"),
                        200)
                .path("runs")
                .get(0)
                .path("info")
                .path("run_id")
                .asString();
        broken(
                platform,
                "mlflow-runs",
                job,
                () -> mlflow.post("/api/2.0/mlflow/runs/delete", Map.of("run_id", run), 200),
                () -> mlflow.post("/api/2.0/mlflow/runs/restore", Map.of("run_id", run), 200));
    }

    private static void objects(Platform platform, Connection postgres, String job) throws Exception {
        String project;
        String md5;
        String tag;
        try (var query = postgres.createStatement()) {
            var row = query.executeQuery(
                    "select project_id, dvc_md5, git_tag from model_versions where job_id = '" + job + "'");
            row.next();
            project = row.getString(1);
            md5 = row.getString(2);
            tag = row.getString(3);
        }
        var object = Path.of(platform.env("DVC_REMOTE_URL"), project, "files", "md5", md5.substring(0, 2))
                .resolve(md5.substring(2));
        var bytes = Files.readAllBytes(object);
        broken(
                platform,
                "versions-resolve",
                tag,
                () -> overwrite(object, "[]".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                () -> overwrite(object, bytes));
        var origin = Path.of(platform.env("DVC_REPOS_DIR"), project + ".git");
        var ref = Command.succeeds(Duration.ofSeconds(10), origin, "git", "rev-parse", "refs/tags/" + tag)
                .strip();
        broken(
                platform,
                "one-version",
                job,
                () -> Command.succeeds(Duration.ofSeconds(10), origin, "git", "update-ref", "-d", "refs/tags/" + tag),
                () -> Command.succeeds(Duration.ofSeconds(10), origin, "git", "update-ref", "refs/tags/" + tag, ref));
    }

    /** DVC takes the right to write from what it stored. */
    private static void overwrite(Path object, byte[] bytes) throws Exception {
        Files.delete(object);
        Files.write(object, bytes);
    }

    private static void leftovers(Platform platform) throws Exception {
        var staged = Path.of(platform.env("MODELS_DIR"), ".staging", "left-behind");
        broken(
                platform,
                "nothing-left",
                "left-behind",
                () -> {
                    Files.createDirectories(staged);
                    Files.setLastModifiedTime(
                            staged, FileTime.from(Instant.now().minusSeconds(3_600)));
                },
                () -> Files.delete(staged));
        var orphan = new ProcessBuilder("git", "hash-object", "--stdin")
                .directory(platform.dataDirectory().toFile())
                .start();
        try {
            broken(platform, "nothing-left", "process " + orphan.pid(), () -> {}, () -> {});
        } finally {
            orphan.destroyForcibly().waitFor();
        }
    }
}
