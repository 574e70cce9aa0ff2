package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A new user's project with a small table in it. */
record Shop(Http http, String project) {

    static final String TABLE = "age,city,bought\n30,Lyon,yes\n40,Porto,no\n";
    static final Duration SOON = Duration.ofSeconds(20);

    static Shop open(GatewayUnderTest gateway) {
        var http = Http.newUser(gateway.address());
        var project = http.post("/api/v1/projects/", Map.of("name", "shop"))
                .body()
                .path("id")
                .asString();
        assertThat(http.upload(project, "shop.csv", TABLE).status()).isEqualTo(201);
        return new Shop(http, project);
    }

    Http.Answer train(Map<String, Object> changes, String... headers) {
        var job = new HashMap<String, Object>(Map.of(
                "project_id", project,
                "file_id", "shop.csv",
                "target_column", "bought",
                "model_type", "decision_tree_classifier"));
        job.putAll(changes);
        return http.post("/api/v1/training/train", job, headers);
    }

    String job() {
        return train(Map.of()).body().path("job_id").asString();
    }

    JsonNode read(String job) {
        return http.get("/api/v1/training/jobs/" + job).body();
    }

    Http.Answer cancel(String job) {
        return http.post("/api/v1/training/jobs/" + job + "/cancel", Map.of());
    }

    List<String> states(String job) {
        var states = new ArrayList<String>();
        read(job)
                .path("transitions")
                .forEach(move -> states.add(move.path("state").asString()));
        return states;
    }

    void awaitState(String job, String state) {
        await(job + " " + state)
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(read(job).path("state").asString()).isEqualTo(state));
    }
}
