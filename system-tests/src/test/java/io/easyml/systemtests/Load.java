package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A project with a small and a large table, and jobs on them; it puts up with a gateway that is away. */
final class Load {

    /** Until every job is at its end, also on a slow machine that had an outage meanwhile. */
    static final Duration LIMIT = Duration.ofMinutes(6);

    private static final Duration AWAY = Duration.ofMinutes(3);

    private final Api api;
    private final String project;
    private final List<String> jobs = java.util.Collections.synchronizedList(new ArrayList<>());

    private Load(Api api, String project) {
        this.api = api;
        this.project = project;
    }

    static Load on(Platform platform, String name) throws IOException, InterruptedException {
        var api = platform.api().newUser();
        var load = new Load(api, api.newProject(name));
        api.upload(load.project, "small.csv", Tables.shoppers(300, 3));
        api.upload(load.project, "large.csv", Tables.shoppers(20_000, 4));
        return load;
    }

    Api api() {
        return api;
    }

    String project() {
        return project;
    }

    /** The jobs that were accepted so far. */
    List<String> jobs() {
        return List.copyOf(jobs);
    }

    /** A job of well under a second. */
    String small() {
        return submit(Map.of(
                "project_id", project,
                "file_id", "small.csv",
                "target_column", "bought",
                "model_type", "decision_tree_classifier"));
    }

    /** A job of a second or two. */
    String large() {
        return submit(Map.of(
                "project_id", project,
                "file_id", "large.csv",
                "target_column", "bought",
                "model_type", "random_forest_classifier",
                "hyperparameters", Map.of("n_estimators", 20)));
    }

    /** A job of some seconds. */
    String longer() {
        return submit(Map.of(
                "project_id", project,
                "file_id", "large.csv",
                "target_column", "bought",
                "model_type", "gradient_boosting_classifier",
                "hyperparameters", Map.of("n_estimators", 300, "max_depth", 8)));
    }

    /** A job that goes on until somebody ends it: minutes, at least. */
    String endless() {
        return endless(Map.of());
    }

    /** The same with limits. */
    String endless(Map<String, ?> limits) {
        return submit(Map.of(
                "limits",
                limits,
                "project_id",
                project,
                "file_id",
                "large.csv",
                "target_column",
                "bought",
                "model_type",
                "gradient_boosting_classifier",
                "hyperparameters",
                Map.of("n_estimators", 5_000, "max_depth", 10, "learning_rate", 0.001)));
    }

    /** A small job if it is accepted at once; what is refused or not answered is nobody's job. */
    void offerSmall() throws InterruptedException {
        var job = Map.of(
                "project_id", project,
                "file_id", "small.csv",
                "target_column", "bought",
                "model_type", "decision_tree_classifier");
        try {
            var answer = api.submit(job, Map.of());
            if (answer.statusCode() == 202) {
                jobs.add(Api.JSON.readTree(answer.body()).path("job_id").asString());
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            }
        } catch (IOException notAnswered) {
            // it may have been accepted all the same: then the doctor follows it to its end
        }
    }

    /** Submits until it is accepted; the key makes the tries one. */
    String submit(Map<String, ?> job) {
        var key = UUID.randomUUID().toString();
        var accepted = Awaitility.await("the gateway to accept a job")
                .atMost(AWAY)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> api.submit(job, Map.of("Idempotency-Key", key)), answer -> answer.statusCode() < 500);
        var jobId = Api.checked(accepted, 202).path("job_id").asString();
        jobs.add(jobId);
        return jobId;
    }

    void awaitState(String job, String state, Duration limit) {
        Awaitility.await("job " + job + " to be " + state)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> api.job(job).path("state").asString().equals(state));
    }

    /** Waits until the job is in this state, and gives it. */
    JsonNode await(String job, String state, Duration limit) throws IOException, InterruptedException {
        awaitState(job, state, limit);
        return api.job(job);
    }

    /** How many versions the project's models have, by the rows of the jobs. */
    long versions() throws IOException, InterruptedException {
        return listed("").stream()
                .map(job -> job.path("model_name").asString() + "@"
                        + job.path("model_version").asInt())
                .distinct()
                .count();
    }

    /** How many of the jobs are in this state. */
    int in(String state) throws IOException, InterruptedException {
        return listed("&state=" + state).size();
    }

    /** The jobs as the list shows them, newest first. */
    private List<JsonNode> listed(String filter) throws IOException, InterruptedException {
        var ours = new HashSet<>(jobs());
        var listed = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = api.get("/api/v1/training/jobs?limit=200&project_id=" + project + filter + cursor);
            for (var job : page.path("items")) {
                if (ours.contains(job.path("job_id").asString())) {
                    listed.add(job);
                }
            }
            var next = page.path("next_cursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return listed;
    }

    /** Waits until every job has succeeded. */
    void awaitSuccess(Duration limit) {
        Awaitility.await("every job to succeed")
                .atMost(limit)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(in("succeeded")).isEqualTo(jobs.size()));
    }
}
