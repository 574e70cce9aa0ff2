package io.easyml.standalone.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** MLflow's runs and registered versions, by its own REST API. */
public final class Runs implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PAGE = 1_000;
    private static final String JOB_TAG = "easyml.job_id";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String address;

    public Runs(String address) {
        this.address = address;
    }

    /**
     * A run that is not deleted, and the job that it says it is of.
     *
     * @param experiment its experiment's name
     */
    public record Run(
            String id,
            String experiment,
            String jobId,
            String status,
            Map<String, String> params,
            Map<String, Double> metrics) {

        public boolean finished() {
            return status.equals("FINISHED");
        }
    }

    /** Every run that says which job it is of. */
    public List<Run> all() throws IOException, InterruptedException {
        var experiments = new HashMap<String, String>();
        for (var experiment : pages("experiments/search", "experiments", Map.of())) {
            experiments.put(
                    experiment.path("experiment_id").asString(),
                    experiment.path("name").asString());
        }
        var runs = new ArrayList<Run>();
        if (!experiments.isEmpty()) {
            for (var run : pages("runs/search", "runs", Map.of("experiment_ids", experiments.keySet()))) {
                var tags = new HashMap<String, String>();
                run.path("data")
                        .path("tags")
                        .forEach(tag -> tags.put(
                                tag.path("key").asString(), tag.path("value").asString()));
                var job = tags.get(JOB_TAG);
                if (job != null) {
                    var experiment = experiments.getOrDefault(
                            run.path("info").path("experiment_id").asString(), "");
                    runs.add(run(run, experiment, job));
                }
            }
        }
        return runs;
    }

    private static Run run(JsonNode run, String experiment, String job) {
        var params = new HashMap<String, String>();
        run.path("data")
                .path("params")
                .forEach(param -> params.put(
                        param.path("key").asString(), param.path("value").asString()));
        var metrics = new HashMap<String, Double>();
        run.path("data")
                .path("metrics")
                .forEach(metric -> metrics.put(
                        metric.path("key").asString(), metric.path("value").asDouble()));
        var info = run.path("info");
        return new Run(
                info.path("run_id").asString(),
                experiment,
                job,
                info.path("status").asString(),
                params,
                metrics);
    }

    /** How many registered model versions each run has, by the run's id. */
    public Map<String, Integer> registered() throws IOException, InterruptedException {
        var versions = new HashMap<String, Integer>();
        var token = "";
        do {
            var page = send(HttpRequest.newBuilder(URI.create(address
                    + "/api/2.0/mlflow/model-versions/search?max_results=" + PAGE
                    + (token.isEmpty() ? "" : "&page_token=" + URLEncoder.encode(token, UTF_8)))));
            page.path("model_versions")
                    .forEach(version -> versions.merge(version.path("run_id").asString(""), 1, Integer::sum));
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        return versions;
    }

    private List<JsonNode> pages(String path, String field, Map<String, ?> query)
            throws IOException, InterruptedException {
        var all = new ArrayList<JsonNode>();
        var token = "";
        do {
            var body = new HashMap<String, Object>(query);
            body.put("max_results", PAGE);
            if (!token.isEmpty()) {
                body.put("page_token", token);
            }
            var page = send(HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            JsonMapper.shared().writeValueAsString(body))));
            page.path(field).forEach(all::add);
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        return all;
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("MLflow's " + answer.uri().getPath() + " answered " + answer.statusCode());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
