package io.easyml.standalone.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API, as the command line uses it: signed in as the platform's administrator. */
public final class ApiClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = JsonMapper.shared();
    private final String address;
    private String token = "";

    private ApiClient(String address) {
        this.address = address;
    }

    /** Signs in on the platform whose settings these are. */
    public static ApiClient signedIn(Map<String, String> env) {
        var client = new ApiClient(Objects.requireNonNull(env.get("API_URL")));
        try {
            var password = Files.readString(Path.of(Objects.requireNonNull(env.get("ADMIN_PASSWORD_FILE"))))
                    .strip();
            client.token = client.post(
                            "/api/v1/auth/login",
                            Map.of("username", Objects.requireNonNull(env.get("ADMIN_USERNAME")), "password", password))
                    .path("access_token")
                    .asString();
            return client;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the administrator's password cannot be read", unreadable);
        }
    }

    /** The project of this name, created where it is missing. */
    public JsonNode project(String name) {
        var found = get("/api/v1/projects/?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .path("items");
        return found.isEmpty() ? post("/api/v1/projects/", Map.of("name", name)) : found.get(0);
    }

    /** Uploads a file, streamed from the disk. */
    public JsonNode upload(String project, Path file) {
        var boundary = UUID.randomUUID().toString();
        var head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + file.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_")
                + "\"\r\nContent-Type: text/csv\r\n\r\n";
        try {
            return send(request("/api/v1/projects/" + project + "/datasets")
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(HttpRequest.BodyPublishers.concat(
                            HttpRequest.BodyPublishers.ofString(head),
                            HttpRequest.BodyPublishers.ofFile(file),
                            HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
        } catch (IOException unreadable) {
            throw new ApiException(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** Submits a job and gives its id. */
    public String train(String project, String fileId, @Nullable String target, String modelType) {
        var job = new LinkedHashMap<String, Object>();
        job.put("project_id", project);
        job.put("file_id", fileId);
        if (target != null) {
            job.put("target_column", target);
        }
        job.put("model_type", modelType);
        return post("/api/v1/training/train", job).path("job_id").asString();
    }

    /** Asks for a job to be cancelled; it is when its state says so. */
    public JsonNode cancel(String job) {
        return post("/api/v1/training/jobs/" + job + "/cancel", Map.of());
    }

    /** Waits for a job's end, telling its state as it goes. */
    public JsonNode await(String job, Consumer<JsonNode> tell) throws InterruptedException {
        while (true) {
            var now = get("/api/v1/training/jobs/" + job);
            tell.accept(now);
            switch (now.path("state").asString()) {
                case "succeeded", "failed", "cancelled" -> {
                    return now;
                }
                default -> Thread.sleep(LOOK_EVERY.toMillis());
            }
        }
    }

    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    /** Sends JSON. */
    public JsonNode post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(LIMIT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                throw new ApiException(detail(answer.body(), answer.statusCode()));
            }
            return json.readTree(answer.body());
        } catch (IOException away) {
            throw new ApiException("The API at " + address + " does not answer: " + away.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ApiException("Interrupted.");
        }
    }

    private String detail(String body, int status) {
        try {
            var problem = json.readTree(body);
            @Nullable String detail = problem.path("detail").asString(null);
            return detail == null
                    ? "The API answered " + status + "."
                    : detail + " (" + problem.path("code").asString() + ")";
        } catch (JacksonException noJson) {
            return "The API answered " + status + ".";
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
