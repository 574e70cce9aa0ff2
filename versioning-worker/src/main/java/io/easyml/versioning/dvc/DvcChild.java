package io.easyml.versioning.dvc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.messaging.start.CannotStartException;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Python that has imported DVC once and stores one version after the other: a call of DVC's own command would spend
 * two seconds on importing. It is killed and replaced after a failure or a time-out, and ends when we do.
 */
@Component
final class DvcChild implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final List<String> SECRETS = List.of(
            "SECRET_KEY",
            "POSTGRES_URL",
            "MONGO_URI",
            "REDIS_URL",
            "DVC_REMOTE_URL",
            "MLFLOW_TRACKING_URI",
            "MLFLOW_TRACKING_PASSWORD",
            "MLFLOW_BACKEND_STORE_URI");

    private final String python;
    private final Path work;
    private final DvcRemote remote;
    private final ObjectMapper json = JsonMapper.shared();
    private @Nullable Running running;

    DvcChild(VersioningSettings settings, DvcRemote remote) {
        this.python = settings.dvcPython();
        this.work = settings.work();
        this.remote = remote;
    }

    private record Running(Process process, BufferedWriter requests, BufferedReader answers) {}

    /** What the child is asked to do; the names are the script's. */
    record Store(
            String repository,
            String target,
            @JsonProperty("remote_url") String remoteUrl,
            String source,
            boolean directory,
            List<HashedFile> files) {}

    /**
     * Stores a version.
     *
     * @return DVC's hash
     * @throws WorldAtFaultException if it could not be done within the limit
     */
    synchronized String store(Store request, Duration limit) {
        try {
            var child = running == null || !running.process().isAlive() ? start() : running;
            child.requests().write(json.writeValueAsString(request) + "\n");
            child.requests().flush();
            var answer = answer(child, limit);
            if (!answer.path("ok").asBoolean()) {
                throw new IOException(answer.path("message").asString());
            }
            return answer.path("md5").asString();
        } catch (IOException | JacksonException failed) {
            close();
            throw new WorldAtFaultException(
                    DvcRemote.PART,
                    "the data could not be stored: " + remote.redacted(String.valueOf(failed.getMessage())),
                    failed);
        }
    }

    /** Starts the child, so that a missing Python or DVC is known before the first version. */
    synchronized String check() {
        try {
            if (running == null) {
                start();
            }
            return python;
        } catch (IOException failed) {
            throw new CannotStartException(
                    "DVC_PYTHON (" + python + ") is not a Python that has DVC 3: " + failed.getMessage(), failed);
        }
    }

    private Running start() throws IOException {
        close();
        var script = work.resolve("dvc_child.py");
        var home = work.resolve("home");
        Files.createDirectories(home);
        try (var source = DvcChild.class.getResourceAsStream("dvc_child.py")) {
            if (source == null) {
                throw new IllegalStateException("dvc_child.py is not in the jar");
            }
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        var builder = new ProcessBuilder(python, "-I", script.toString())
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        SECRETS.forEach(environment::remove);
        environment.put("HOME", home.toString());
        environment.put("DVC_NO_ANALYTICS", "1");
        environment.put("DVC_SITE_CACHE_DIR", work.resolve("dvc-site").toString());
        environment.put("DVC_GLOBAL_CONFIG_DIR", home.resolve("dvc-global").toString());
        environment.put("DVC_SYSTEM_CONFIG_DIR", home.resolve("dvc-system").toString());
        environment.putAll(GitCommand.ENVIRONMENT);
        var process = builder.start();
        var child = new Running(
                process,
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8)),
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
        running = child;
        var hello = answer(child, START);
        if (!hello.path("ok").asBoolean()) {
            close();
            throw new IOException(hello.path("message").asString());
        }
        return child;
    }

    private JsonNode answer(Running child, Duration limit) throws IOException {
        var reading = new FutureTask<>(child.answers()::readLine);
        Thread.ofVirtual().name("dvc-answer").start(reading);
        try {
            var line = reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IOException("the Python process ended");
            }
            return json.readTree(line);
        } catch (TimeoutException late) {
            throw new IOException("no answer within " + limit.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public synchronized void close() {
        if (running != null) {
            running.process().destroyForcibly();
            running = null;
        }
    }
}
