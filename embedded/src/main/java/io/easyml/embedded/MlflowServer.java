package io.easyml.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An MLflow tracking server with its model registry; metadata in PostgreSQL, artifacts in a folder. */
public final class MlflowServer {

    private static final Duration START = Duration.ofSeconds(240);

    private MlflowServer() {}

    /**
     * Starts a server.
     *
     * @param backendStore its database, {@code postgresql://user:password@host:port/database}
     */
    public static ChildProcess start(PythonTools tools, Path folder, int port, String backendStore, Path log) {
        var address = "http://127.0.0.1:" + port;
        var command = List.of(
                tools.python().toString(),
                "-m",
                "mlflow",
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--workers",
                "1",
                "--serve-artifacts");
        // credentials travel in the environment, never in arguments
        var environment = Map.of(
                "MLFLOW_BACKEND_STORE_URI", backendStore.replaceFirst("^postgresql:", "postgresql+psycopg2:"),
                "MLFLOW_ARTIFACTS_DESTINATION", folder.resolve("artifacts").toString(),
                "MLFLOW_SERVER_ALLOWED_HOSTS", "127.0.0.1:*,localhost:*",
                "MLFLOW_DISABLE_TELEMETRY", "true",
                "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false",
                "DO_NOT_TRACK", "true",
                "GIT_PYTHON_REFRESH", "quiet",
                "PYTHONUNBUFFERED", "1");
        var health = HttpRequest.newBuilder(URI.create(address + "/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        return ChildProcess.start("mlflow", address, command, environment, folder, log)
                .awaitReady(START, () -> answers(http, health));
    }

    private static boolean answers(HttpClient http, HttpRequest health) {
        try {
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
