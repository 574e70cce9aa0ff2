package io.easyml.versioning.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The few calls of MLflow's REST API that registration needs. Its own Java client has no time limits and retries for
 * minutes, so this is plain HTTP. See https://mlflow.org/docs/latest/api_reference/rest-api.html.
 */
@Component
final class MlflowApi {

    static final String PART = "mlflow";
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = JsonMapper.shared();
    private final URI server;
    private final @Nullable String authorization;

    MlflowApi(VersioningSettings settings) throws URISyntaxException {
        var given = settings.mlflow();
        var credentials = given.getUserInfo();
        server = new URI(given.getScheme(), null, given.getHost(), given.getPort(), given.getPath(), null, null);
        authorization =
                credentials == null ? null : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    record Tag(String key, String value) {}

    record Run(String id, String status, String artifactUri) {}

    private record RunSearch(
            @JsonProperty("experiment_ids") List<String> experimentIds,
            String filter,
            @JsonProperty("max_results") int maxResults,
            @JsonProperty("order_by") List<String> orderBy) {}

    private record RegisteredModel(String name, List<Tag> tags) {}

    private record ModelVersion(
            String name,
            String source,
            @JsonProperty("run_id") String runId,
            List<Tag> tags) {}

    /** The run of a job, the oldest if there are several. */
    Optional<Run> runOf(String experiment, String jobId) {
        var found = get("experiments/get-by-name", Map.of("experiment_name", experiment));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var experimentId = found.get().path("experiment").path("experiment_id").asString();
        var runs = post(
                "runs/search",
                new RunSearch(
                        List.of(experimentId),
                        "tags.`easyml.job_id` = '" + jobId + "'",
                        1,
                        List.of("attributes.start_time ASC")));
        for (var run : runs.path("runs")) {
            var info = run.path("info");
            return Optional.of(new Run(
                    info.path("run_id").asString(),
                    info.path("status").asString(),
                    info.path("artifact_uri").asString()));
        }
        return Optional.empty();
    }

    /** Whether the run has artifacts below this path. */
    boolean hasArtifacts(String runId, String path) {
        return get("artifacts/list", Map.of("run_id", runId, "path", path))
                .map(list -> !list.path("files").isEmpty())
                .orElse(false);
    }

    /** Creates a registered model unless it is there. */
    void registerModel(String name, List<Tag> tags) {
        if (get("registered-models/get", Map.of("name", name)).isEmpty()) {
            try {
                post("registered-models/create", new RegisteredModel(name, tags));
            } catch (Refused refused) {
                // somebody else created it in between
                if (!refused.code.equals("RESOURCE_ALREADY_EXISTS")) {
                    throw refused;
                }
            }
        }
    }

    /** The version that a run already has of a model. */
    Optional<String> versionOf(String name, String runId) {
        return get("model-versions/search", Map.of("filter", "run_id='" + runId + "'", "max_results", "100"))
                .flatMap(found -> {
                    for (var version : found.path("model_versions")) {
                        if (version.path("name").asString().equals(name)) {
                            return Optional.of(version.path("version").asString());
                        }
                    }
                    return Optional.empty();
                });
    }

    /** Creates a model version and returns its number. */
    String createVersion(String name, Run run, String source, List<Tag> tags) {
        return post("model-versions/create", new ModelVersion(name, source, run.id(), tags))
                .path("model_version")
                .path("version")
                .asString();
    }

    private Optional<JsonNode> get(String call, Map<String, String> parameters) {
        var query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
        try {
            return Optional.of(send(call, request(call + query).GET().build()));
        } catch (Refused refused) {
            if (refused.code.equals("RESOURCE_DOES_NOT_EXIST")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private JsonNode post(String call, Object body) {
        return send(
                call,
                request(call)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                        .build());
    }

    private HttpRequest.Builder request(String call) {
        var request = HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow/" + call))
                .timeout(LIMIT);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private JsonNode send(String call, HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return json.readTree(response.body());
            }
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new IOException(call + " answered " + response.statusCode());
            }
            throw new Refused(call, response.statusCode(), response.body(), errorCode(response.body()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException(PART, "interrupted", interrupted);
        } catch (IOException | JacksonException failed) {
            throw new WorldAtFaultException(
                    PART, failed.getClass().getSimpleName() + ": " + failed.getMessage(), failed);
        }
    }

    private String errorCode(String body) {
        try {
            return json.readTree(body).path("error_code").asString();
        } catch (JacksonException notJson) {
            return "";
        }
    }

    /** MLflow answered no. */
    static final class Refused extends RuntimeException {

        private final String code;

        Refused(String call, int status, String body, String code) {
            super("MLflow refused " + call + " (" + status + "): "
                    + (body.length() > 300 ? body.substring(0, 300) : body));
            this.code = code;
        }
    }
}
