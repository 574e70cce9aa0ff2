package io.easyml.versioning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import io.easyml.schemas.avro.TrainingSucceeded;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MlflowRegistryIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MLFLOW = TestServers.instance().mlflow();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aModelGetsItsVersionInMlflowOnceItsRunIsThereAndIsAnnouncedLongBefore(@TempDir Path folder) throws Exception {
        try (var platform = new TestPlatform("versioning_mlflow_it", folder);
                var worker = platform.worker("one", Map.of("MLFLOW_TRACKING_URI", MLFLOW))) {
            assertThat(worker.isRunning()).isTrue();
            var dataset = platform.dataset(platform.project(), "adult.csv", 1, "a\n1\n");
            platform.tell(dataset);
            var model = platform.model(dataset, "adult_income");
            platform.tell(model);
            await().atMost(SOON)
                    .until(() -> platform.taskState(model.getJobId()).equals("announced"));
            assertThat(mlflowState(platform, model)).as("no run yet").isEqualTo("pending");

            var run = run(model);
            await().atMost(SOON).until(() -> mlflowState(platform, model).equals("registered"));

            var row = platform.jdbc
                    .sql("select mlflow_run_id, mlflow_model, mlflow_version from model_versions where job_id = ?")
                    .param(model.getJobId())
                    .query()
                    .singleRow();
            var name = model.getOrder().getExperimentName() + ".adult_income";
            assertThat(row)
                    .containsEntry("mlflow_run_id", run)
                    .containsEntry("mlflow_model", name)
                    .containsEntry("mlflow_version", "1");
            var version = versions(run).path(0);
            assertThat(version.path("name").asString()).isEqualTo(name);
            assertThat(version.path("source").asString()).endsWith("/artifacts/model");
            assertThat(version.path("tags").toString()).contains("adult_income@v1", "easyml.dvc_md5");

            // a worker that was killed before it noted the version
            platform.jdbc
                    .sql("update versioning_tasks set mlflow_state = 'pending', mlflow_next_try_at = now()"
                            + " where subject_id = ?")
                    .param(model.getJobId())
                    .update();
            await().atMost(SOON).until(() -> mlflowState(platform, model).equals("registered"));
            assertThat(versions(run).size()).isEqualTo(1);
        }
    }

    private String mlflowState(TestPlatform platform, TrainingSucceeded model) {
        return platform.jdbc
                .sql("select mlflow_state from versioning_tasks where subject_id = ?")
                .param(model.getJobId())
                .query(String.class)
                .single();
    }

    private JsonNode versions(String run) throws IOException, InterruptedException {
        var filter = URLEncoder.encode("run_id='" + run + "'", UTF_8);
        return call("GET", "/api/2.0/mlflow/model-versions/search?filter=" + filter, null)
                .path("model_versions");
    }

    /** A run as the training worker's tracker makes it. */
    private String run(TrainingSucceeded model) throws IOException, InterruptedException {
        var experiment = call(
                        "POST",
                        "/api/2.0/mlflow/experiments/create",
                        Map.of("name", model.getOrder().getExperimentName()))
                .path("experiment_id")
                .asString();
        var run = call(
                        "POST",
                        "/api/2.0/mlflow/runs/create",
                        Map.of(
                                "experiment_id",
                                experiment,
                                "start_time",
                                System.currentTimeMillis(),
                                "tags",
                                java.util.List.of(Map.of(
                                        "key",
                                        "easyml.job_id",
                                        "value",
                                        model.getJobId().toString()))))
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        call(
                "PUT",
                "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/model/MLmodel",
                Map.of("flavors", Map.of()));
        call("POST", "/api/2.0/mlflow/runs/update", Map.of("run_id", run, "status", "FINISHED"));
        return run;
    }

    private JsonNode call(String method, String path, @Nullable Object body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(MLFLOW + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }
}
