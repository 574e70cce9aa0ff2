package io.easyml.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command as a user types it: run to its end, with what it printed.
 *
 * @param output stdout and stderr, one after the other
 * @param result stdout alone
 */
record Command(int exitCode, String output, String result) {

    /** The checkout that is tested. */
    static final Path ROOT =
            Path.of(System.getProperty("easyml.root", ".")).toAbsolutePath().normalize();

    /** Runs a command and waits for its end. */
    static Command run(Duration limit, Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("easyml-command", ".out");
        var errors = Files.createTempFile("easyml-command", ".err");
        try {
            var builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            var printed = Files.readString(output, UTF_8);
            var all = printed + Files.readString(errors, UTF_8);
            if (!ended) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within " + limit + "; it printed:\n" + all);
            }
            return new Command(process.exitValue(), all, printed);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    /** Runs a command that must succeed. */
    static String succeeds(Duration limit, Path directory, String... words) throws IOException, InterruptedException {
        var command = run(limit, directory, Map.of(), List.of(words));
        if (command.exitCode != 0) {
            throw new AssertionError(
                    List.of(words) + " ended with " + command.exitCode + " and printed:\n" + command.output);
        }
        return command.result;
    }

    /** The words of an {@code ./easyml} call. */
    static List<String> easyml(String... arguments) {
        var words = new ArrayList<String>();
        words.add(ROOT.resolve("easyml").toString());
        words.addAll(List.of(arguments));
        return words;
    }
}
