package io.easyml.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as a stranger's client calls it. */
final class Api {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final String address;
    private final @Nullable String token;

    Api(String address) {
        this(address, null);
    }

    private Api(String address, @Nullable String token) {
        this.address = address;
        this.token = token;
    }

    /** Registers a new user, signs in, and gives a client that acts as them. */
    Api newUser() throws IOException, InterruptedException {
        var name = "user" + UUID.randomUUID().toString().substring(0, 8);
        var password = UUID.randomUUID().toString();
        post(
                "/api/v1/auth/register",
                Map.of("username", name, "email", name + "@example.org", "password", password, "full_name", "A User"),
                201);
        return signedIn(name, password);
    }

    Api signedIn(String name, String password) throws IOException, InterruptedException {
        var tokens = post("/api/v1/auth/login", Map.of("username", name, "password", password), 200);
        return new Api(address, tokens.path("access_token").asString());
    }

    /** Creates a project and gives its id. */
    String newProject(String name) throws IOException, InterruptedException {
        return post("/api/v1/projects/", Map.of("name", name), 201).path("id").asString();
    }

    /** Uploads a table and gives the answer, which has {@code file_id}. */
    JsonNode upload(String project, String fileName, byte[] content) throws IOException, InterruptedException {
        return checked(uploaded(project, fileName, content), 201);
    }

    /** Uploads a table and gives the whole answer. */
    HttpResponse<String> uploaded(String project, String fileName, byte[] content)
            throws IOException, InterruptedException {
        var boundary = UUID.randomUUID().toString();
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: text/csv\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return http.send(
                request("/api/v1/projects/" + project + "/datasets")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Submits a job and gives the whole answer. */
    HttpResponse<String> submit(Map<String, ?> job) throws IOException, InterruptedException {
        return submit(job, Map.of());
    }

    /** Submits a job with more headers and gives the whole answer. */
    HttpResponse<String> submit(Map<String, ?> job, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = request("/api/v1/training/train")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(job)));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Submits a job that must be accepted and gives its id. */
    String train(String project, String fileId, String target, String modelType, Map<String, ?> hyperparameters)
            throws IOException, InterruptedException {
        var job = new LinkedHashMap<String, Object>();
        job.put("project_id", project);
        job.put("file_id", fileId);
        if (!target.isEmpty()) {
            job.put("target_column", target);
        }
        job.put("model_type", modelType);
        job.put("hyperparameters", hyperparameters);
        return checked(submit(job), 202).path("job_id").asString();
    }

    JsonNode job(String id) throws IOException, InterruptedException {
        return get("/api/v1/training/jobs/" + id);
    }

    /** Waits until the job is at its end, and gives it. */
    JsonNode awaitEnd(String id, Duration limit) {
        await("job " + id + " to end")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    var state = job(id).path("state").asString();
                    return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
                });
        try {
            return job(id);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return checked(answer(path), 200);
    }

    HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    byte[] bytes(String path) throws IOException, InterruptedException {
        var answer = http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    JsonNode post(String path, Object body, int expected) throws IOException, InterruptedException {
        return checked(post(path, body), expected);
    }

    private HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Cancels a job: 202 while it is still on its way to that, 200 when it is there already. */
    void cancel(String job, String reason) throws IOException, InterruptedException {
        var answer = post("/api/v1/training/jobs/" + job + "/cancel", Map.of("reason", reason));
        var state = checked(answer, answer.statusCode() == 200 ? 200 : 202).path("state");
        if (!state.asString().equals(answer.statusCode() == 200 ? "cancelled" : "cancelling")) {
            throw new AssertionError("cancel answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    static JsonNode checked(HttpResponse<String> answer, int expected) {
        if (answer.statusCode() != expected) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + " answered " + answer.statusCode()
                    + " instead of " + expected + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(LIMIT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }
}
