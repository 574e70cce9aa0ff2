package io.easyml.gateway;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the gateway. */
final class Http {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Executor EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final String token;

    Http(String address, String token) {
        this.address = address;
        this.token = token;
    }

    /** An answer: status, body as JSON, and a header. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

    static Http newUser(String address) {
        var name = "u" + UUID.randomUUID().toString().substring(0, 8);
        var anonymous = new Http(address, "");
        var registered = anonymous.post(
                "/api/v1/auth/register",
                Map.of("username", name, "email", name + "@example.org", "password", "a long password"));
        if (registered.status() != 201) {
            throw new AssertionError(registered.body().toString());
        }
        return anonymous.signedIn(name, "a long password");
    }

    Http signedIn(String name, String password) {
        var tokens = post("/api/v1/auth/login", Map.of("username", name, "password", password));
        if (tokens.status() != 200) {
            throw new AssertionError(tokens.body().toString());
        }
        return new Http(address, tokens.body().path("access_token").asString());
    }

    Answer get(String path, String... headers) {
        var request = request(path).GET();
        return send(headers.length > 0 ? request.headers(headers) : request);
    }

    /** Asks and does not wait for the answer. */
    CompletableFuture<Answer> ask(String path, String... headers) {
        return CompletableFuture.supplyAsync(() -> get(path, headers), EXECUTOR);
    }

    /** Asks and breaks the connection without a look at the answer. */
    void hangUpAfterAsking(String path) {
        var uri = URI.create(address + path);
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("GET " + uri.getRawPath() + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + token
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException failed) {
            throw new AssertionError("no connection", failed);
        }
    }

    /** Opens a stream of events; nobody waits for its end. */
    EventStream follow(String path, String... headers) {
        var request = request(path).header("Accept", "text/event-stream").timeout(Duration.ofMinutes(5));
        return new EventStream(client, (headers.length > 0 ? request.headers(headers) : request).build());
    }

    Answer post(String path, Object body, String... headers) {
        return postText(path, JSON.writeValueAsString(body), headers);
    }

    Answer postText(String path, String body, String... headers) {
        var request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    Answer upload(String project, String fileName, String content) {
        return multipart(
                project,
                "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n--frontier--\r\n");
    }

    Answer upload(String project, String fileName, byte[] content) {
        var head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return multipart(
                project,
                HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofByteArray(content),
                        HttpRequest.BodyPublishers.ofString("\r\n--frontier--\r\n")));
    }

    Answer multipart(String project, String body) {
        return multipart(project, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    private Answer multipart(String project, HttpRequest.BodyPublisher body) {
        return send(request("/api/v1/projects/" + project + "/datasets")
                .header("Content-Type", "multipart/form-data; boundary=frontier")
                .POST(body));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    answer.statusCode(), isJson ? JSON.readTree(answer.body()) : JSON.createObjectNode(), answer);
        } catch (IOException failed) {
            throw new AssertionError("no answer", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
