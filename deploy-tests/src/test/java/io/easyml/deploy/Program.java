package io.easyml.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a program came to. */
record Program(int exitCode, String output, String errors) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Program run(List<String> command) {
        return run(command, LIMIT);
    }

    /** Runs it to its end, or to the limit. */
    static Program run(List<String> command, Duration limit) {
        try {
            var output = Files.createTempFile("easyml-program", ".out");
            var errors = Files.createTempFile("easyml-program", ".err");
            try {
                var process = new ProcessBuilder(command)
                        .directory(Repository.ROOT.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                process.getOutputStream().close();
                try {
                    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IOException(command.getFirst() + " did not end within " + limit.toSeconds() + " s: "
                                + text(errors));
                    }
                    return new Program(process.exitValue(), text(output), text(errors));
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
