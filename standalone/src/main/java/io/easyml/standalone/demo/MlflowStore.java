package io.easyml.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** MLflow's own REST API. */
final class MlflowStore implements Store {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final String address;

    MlflowStore(HttpClient http, String address) {
        this.http = http;
        this.address = address;
    }

    @Override
    public String name() {
        return "MLflow";
    }

    @Override
    public List<String> faults(FinishedJob job) throws IOException, InterruptedException {
        var experiment = get("experiments/get-by-name?experiment_name=" + URLEncoder.encode(job.experiment(), UTF_8))
                .path("experiment")
                .path("experiment_id")
                .asString("");
        var runs = post(
                        "runs/search",
                        Map.of(
                                "experiment_ids",
                                List.of(experiment),
                                "filter",
                                "tags.`easyml.job_id` = '" + job.id() + "'"))
                .path("runs");
        if (runs.size() != 1) {
            return List.of("the experiment " + job.experiment() + " has " + runs.size() + " runs of the job");
        }
        var faults = new ArrayList<String>();
        var info = runs.get(0).path("info");
        if (!info.path("status").asString().equals("FINISHED")) {
            faults.add("the run is " + info.path("status").asString());
        }
        var data = runs.get(0).path("data");
        if (data.path("params").isEmpty()) {
            faults.add("the run has no parameters");
        }
        var same = data.path("metrics")
                .valueStream()
                .anyMatch(metric ->
                        metric.path("key").asString().equals(job.asked().metric())
                                && metric.path("value").asDouble() == job.metric());
        if (!same) {
            faults.add("the run's " + job.asked().metric() + " is not the job's");
        }
        var run = info.path("run_id").asString();
        var versions = get("model-versions/search?filter=" + URLEncoder.encode("run_id='" + run + "'", UTF_8))
                .path("model_versions");
        if (versions.size() != 1) {
            faults.add("the registry has " + versions.size() + " model versions of the run");
        }
        return faults;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + path)));
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.uri().getPath() + " answered " + answer.statusCode());
        }
        return JsonMapper.shared().readTree(answer.body());
    }
}
