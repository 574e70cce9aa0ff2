package io.easyml.training.tracking;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.training.WorkerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.springframework.stereotype.Component;

/**
 * Calls of MLflow, each with a limit of time, which mlflow-client has not: a call runs on a virtual thread, whose socket
 * closes when it is interrupted. Artifacts go by HTTP, since mlflow-client would start a Python for them.
 */
@Component
final class MlflowCalls {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration ARTIFACT_LIMIT = Duration.ofMinutes(5);

    private final String address;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    MlflowCalls(WorkerSettings settings) {
        this.address = settings.mlflowTrackingUri().replaceFirst("/+$", "");
    }

    /**
     * Makes a call.
     *
     * @throws WorldAtFaultException if MLflow does not answer in time, or cannot answer now
     */
    <T> T call(Function<MlflowClient, T> what) {
        var call = threads.submit(() -> {
            try (var client = new MlflowClient(address)) {
                return what.apply(client);
            }
        });
        try {
            return call.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw atFault(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException slow) {
            call.cancel(true);
            throw new WorldAtFaultException("mlflow", "does not answer within " + LIMIT.toSeconds() + " s", slow);
        } catch (InterruptedException interrupted) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException("mlflow", "interrupted", interrupted);
        }
    }

    /** What MLflow refuses for good is our fault, and not the world's. */
    private static RuntimeException atFault(Throwable failure) {
        return switch (failure) {
            case MlflowHttpException refused
            when refused.getStatusCode() >= 400 && refused.getStatusCode() < 500 && refused.getStatusCode() != 429 ->
                refused;
            case MlflowClientException away ->
                new WorldAtFaultException("mlflow", String.valueOf(away.getMessage()), away);
            case RuntimeException other -> other;
            default -> new WorldAtFaultException("mlflow", String.valueOf(failure.getMessage()), failure);
        };
    }

    /**
     * Stores a file as an artifact; the same file again changes nothing.
     *
     * @param place below MLflow's artifacts root, for example {@code 3/{run_id}/artifacts/model/metadata.json}
     */
    void putArtifact(String place, Path file) throws IOException {
        var encoded = URI.create(address).resolve("/api/2.0/mlflow-artifacts/artifacts/" + place.replace(" ", "%20"));
        var request = HttpRequest.newBuilder(encoded)
                .timeout(ARTIFACT_LIMIT)
                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException("MLflow answered " + answer.statusCode() + " to an artifact");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException("mlflow", "interrupted", interrupted);
        }
    }
}
