package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The doctor sees what is broken, and nothing else: several things are broken at once, each in a way of its own, while the
 * services that would mend or move them are down; and mended again.
 */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class DoctorIT {

    private static final Duration GIT = Duration.ofSeconds(10);

    /** They would send, or finish, what is broken here. */
    private static final List<String> ACTING = List.of("gateway", "versioning-worker");

    private interface Step {
        void take() throws Exception;
    }

    /** Something to break: the invariant that is violated then, and the name by which the doctor must call it. */
    private record Damage(String invariant, String names, Step breaking, Step mending) {}

    @Test
    void theDoctorFindsWhatIsBrokenAndNothingElse(Platform platform) throws Exception {
        var load = Load.on(platform, "examined");
        var jobs = List.of(load.small(), load.small(), load.small());
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        for (var service : ACTING) {
            platform.hold(service);
        }
        var orphan = new ProcessBuilder("git", "hash-object", "--stdin")
                .directory(platform.dataDirectory().toFile())
                .start();
        try (var postgres = platform.postgres();
                var mongo = MongoClients.create(platform.env("MONGO_URI"))) {
            var damages = new ArrayList<Damage>();
            damages.addAll(rows(postgres, jobs.get(0), jobs.get(1)));
            damages.addAll(trail(mongo.getDatabase("easyml").getCollection("audit_logs"), jobs.get(0), jobs.get(1)));
            damages.add(run(platform, jobs.get(0)));
            damages.addAll(objects(platform, postgres, jobs.get(0), jobs.get(2)));
            damages.add(leftover(platform));
            damages.add(new Damage(
                    "nothing-left",
                    "process " + orphan.pid(),
                    () -> {},
                    () -> orphan.destroyForcibly().waitFor()));
            allFound(platform, damages);
            assertThat(platform.doctor().path("holds").asBoolean()).isTrue();
        } finally {
            orphan.destroyForcibly();
            for (var service : ACTING) {
                platform.release(service);
            }
        }
        platform.isHealthy();
    }

    /** Breaks everything, sees that each is found where it belongs and no other invariant is violated, and mends it. */
    private static void allFound(Platform platform, List<Damage> damages) throws Exception {
        var done = new ArrayDeque<Damage>();
        try {
            for (var damage : damages) {
                done.push(damage);
                damage.breaking().take();
            }
            var answer = platform.doctor();
            assertThat(answer.path("holds").asBoolean()).isFalse();
            var found = new TreeMap<String, String>();
            for (var finding : answer.path("invariants").values()) {
                // what should be there and is young may be under way
                var violations = finding.path("violations");
                var underWay = finding.path("under_way");
                if (!violations.isEmpty() || !underWay.isEmpty()) {
                    found.put(finding.path("name").asString(), violations.toString() + underWay);
                }
            }
            assertThat(found.keySet())
                    .as(answer.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            damages.stream().map(Damage::invariant).collect(Collectors.toSet()));
            assertThat(damages)
                    .as(answer.toString())
                    .allSatisfy(
                            damage -> assertThat(found.get(damage.invariant())).contains(damage.names()));
        } finally {
            while (!done.isEmpty()) {
                done.pop().mending().take();
            }
        }
    }

    private static Step sql(Connection postgres, String sql) {
        return () -> {
            try (var statement = postgres.createStatement()) {
                statement.execute(sql);
            }
        };
    }

    private static List<Damage> rows(Connection postgres, String job, String other) {
        var stranger = UUID.randomUUID().toString();
        var its = " where job_id = '" + job + "'";
        return List.of(
                new Damage(
                        "nothing-stuck",
                        "no.such.topic",
                        sql(
                                postgres,
                                "insert into outbox (topic, key, headers, payload, created_at) values"
                                        + " ('no.such.topic', 'x', '{}', '', now() - interval '1 hour')"),
                        sql(postgres, "delete from outbox where topic = 'no.such.topic'")),
                new Damage(
                        "nothing-stuck",
                        job,
                        sql(
                                postgres,
                                "update versioning_tasks set state = 'pushed', created_at = created_at - interval"
                                        + " '1 hour' where subject_id = '" + job + "'"),
                        sql(
                                postgres,
                                "update versioning_tasks set state = 'announced' where subject_id = '" + job + "'")),
                new Damage(
                        "jobs-end",
                        stranger,
                        sql(
                                postgres,
                                "insert into ml_experiments select (jsonb_populate_record(e, jsonb_build_object("
                                        + "'job_id', '" + stranger
                                        + "', 'state', 'queued', 'queued_at', now() - interval '1 hour'))).*"
                                        + " from ml_experiments e" + its),
                        sql(postgres, "delete from ml_experiments where job_id = '" + stranger + "'")),
                new Damage(
                        "one-outcome",
                        job,
                        sql(
                                postgres,
                                "update ml_experiments set state = 'failed', failure = '{\"code\": \"X\"}'" + its),
                        sql(postgres, "update ml_experiments set state = 'succeeded', failure = null" + its)),
                new Damage(
                        "legal-moves",
                        other,
                        sql(
                                postgres,
                                "update ml_experiment_events set to_state = 'failed' where to_state = 'registering'"
                                        + " and job_id = '" + other + "'"),
                        sql(
                                postgres,
                                "update ml_experiment_events set to_state = 'registering' where to_state = 'failed'"
                                        + " and job_id = '" + other + "'")));
    }

    private static List<Damage> trail(MongoCollection<Document> trail, String changed, String deleted) {
        var one = first(trail, changed);
        var other = first(trail, deleted);
        return List.of(
                new Damage(
                        "audit-trail",
                        one.getString("_id"),
                        () -> trail.updateOne(byId(one), Updates.set("timestamp", 1L)),
                        () -> trail.replaceOne(byId(one), one)),
                new Damage(
                        "audit-trail",
                        other.getString("_id"),
                        () -> trail.deleteOne(byId(other)),
                        () -> trail.insertOne(other)));
    }

    private static Document first(MongoCollection<Document> trail, String job) {
        return Objects.requireNonNull(trail.find(Filters.eq("key", job))
                .sort(Sorts.ascending("offset"))
                .first());
    }

    private static Bson byId(Document document) {
        return Filters.eq("_id", document.getString("_id"));
    }

    private static Damage run(Platform platform, String job) throws Exception {
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
        return new Damage(
                "mlflow-runs",
                job,
                () -> mlflow.post("/api/2.0/mlflow/runs/delete", Map.of("run_id", run), 200),
                () -> mlflow.post("/api/2.0/mlflow/runs/restore", Map.of("run_id", run), 200));
    }

    private static List<Damage> objects(Platform platform, Connection postgres, String overwritten, String untagged)
            throws Exception {
        var version = version(postgres, overwritten);
        var object = Path.of(platform.env("DVC_REMOTE_URL"), version.project(), "files", "md5")
                .resolve(version.md5().substring(0, 2))
                .resolve(version.md5().substring(2));
        var bytes = Files.readAllBytes(object);
        var other = version(postgres, untagged);
        var origin = Path.of(platform.env("DVC_REPOS_DIR"), other.project() + ".git");
        var ref = Command.succeeds(GIT, origin, "git", "rev-parse", "refs/tags/" + other.tag())
                .strip();
        return List.of(
                new Damage(
                        "versions-resolve",
                        version.tag(),
                        () -> overwrite(object, "[]".getBytes(StandardCharsets.UTF_8)),
                        () -> overwrite(object, bytes)),
                new Damage(
                        "one-version",
                        untagged,
                        () -> Command.succeeds(GIT, origin, "git", "update-ref", "-d", "refs/tags/" + other.tag()),
                        () -> Command.succeeds(GIT, origin, "git", "update-ref", "refs/tags/" + other.tag(), ref)));
    }

    private record Version(String project, String md5, String tag) {}

    private static Version version(Connection postgres, String job) throws Exception {
        try (var query = postgres.createStatement()) {
            var row = query.executeQuery(
                    "select project_id, dvc_md5, git_tag from model_versions where job_id = '" + job + "'");
            row.next();
            return new Version(row.getString(1), row.getString(2), row.getString(3));
        }
    }

    /** DVC takes the right to write from what it stored. */
    private static void overwrite(Path object, byte[] bytes) throws Exception {
        Files.delete(object);
        Files.write(object, bytes);
    }

    private static Damage leftover(Platform platform) throws Exception {
        var staged = Path.of(platform.env("MODELS_DIR"), ".staging", "left-behind");
        return new Damage(
                "nothing-left",
                "left-behind",
                () -> {
                    Files.createDirectories(staged);
                    Files.setLastModifiedTime(
                            staged, FileTime.from(Instant.now().minusSeconds(3_600)));
                },
                () -> Files.delete(staged));
    }
}
