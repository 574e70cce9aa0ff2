package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A frozen MLflow fails no job, and has the run once it answers again. */
@ExtendWith(RunningPlatform.class)
class MlflowAwayIT {

    @Test
    void aJobSucceedsWithoutMlflowAndItsRunAppearsLater(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("tracked later");
        api.upload(project, "shoppers.csv", Tables.shoppers(500, 11));
        var mlflow = ProcessHandle.of(platform.process("mlflow").pid()).orElseThrow();
        var frozen = java.util.stream.Stream.concat(java.util.stream.Stream.of(mlflow), mlflow.descendants())
                .map(ProcessHandle::pid)
                .toList();
        String job;
        for (var pid : frozen) {
            Platform.signal(pid, "STOP");
        }
        try {
            job = api.train(project, "shoppers.csv", "bought", "decision_tree_classifier", Map.of());
            assertThat(api.awaitEnd(job, Duration.ofMinutes(1)).path("state").asString())
                    .isEqualTo("succeeded");
        } finally {
            for (var pid : frozen) {
                Platform.signal(pid, "CONT");
            }
        }

        var tracking = new Api(platform.env("MLFLOW_TRACKING_URI"));
        var experiment =
                api.get("/api/v1/projects/" + project).path("experiment_name").asString();
        await("the run").atMost(Duration.ofMinutes(2)).ignoreExceptions().untilAsserted(() -> {
            var id = tracking.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name="
                            + java.net.URLEncoder.encode(experiment, java.nio.charset.StandardCharsets.UTF_8))
                    .path("experiment")
                    .path("experiment_id")
                    .asString();
            var runs = tracking.post(
                            "/api/2.0/mlflow/runs/search",
                            Map.of(
                                    "experiment_ids",
                                    java.util.List.of(id),
                                    "filter",
                                    "tags.`easyml.job_id` = '" + job + "'"),
                            200)
                    .path("runs");
            assertThat(runs.size()).isEqualTo(1);
            assertThat(runs.get(0).path("info").path("status").asString()).isEqualTo("FINISHED");
        });
    }
}
