package io.easyml.versioning.dvc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs git with nothing of this machine's or user's own configuration, and a deadline. */
final class GitCommand {

    static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_SYSTEM", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_OPTIONAL_LOCKS", "0",
            "LC_ALL", "C.UTF-8");

    private static final List<String> GIT = List.of(
            "git",
            "-c",
            "user.name=EasyML",
            "-c",
            "user.email=versioning-worker@easyml.invalid",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.autocrlf=false",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "tag.gpgSign=false",
            "-c",
            "gc.auto=0",
            "-c",
            "advice.detachedHead=false",
            "-c",
            "safe.directory=*");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private GitCommand() {}

    /**
     * Runs a command and returns what it printed.
     *
     * @throws IOException if it fails or takes too long; the message holds the end of what it said
     */
    static String run(Path directory, String... arguments) throws IOException {
        var command = new ArrayList<>(GIT);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().putAll(ENVIRONMENT);
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var output = reading(process.getInputStream());
            var errors = reading(process.getErrorStream());
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("git " + arguments[0] + " took longer than " + LIMIT.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("git " + arguments[0] + " failed: "
                        + end(errors.get(10, TimeUnit.SECONDS).strip()));
            }
            return output.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("git " + arguments[0] + " was interrupted", interrupted);
        } catch (ExecutionException | java.util.concurrent.TimeoutException unread) {
            throw new IOException("git " + arguments[0] + " could not be read", unread);
        } finally {
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> reading(InputStream stream) {
        var task = new FutureTask<>(() -> new String(stream.readAllBytes(), UTF_8));
        Thread.ofVirtual().name("git-output").start(task);
        return task;
    }

    private static String end(String text) {
        return text.length() <= 400 ? text : text.substring(text.length() - 400);
    }
}
