package io.easyml.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server did not start or ended by itself; the message says which, why, and shows the end of its log. */
public final class ServerException extends RuntimeException {

    private static final int LINES = 15;

    ServerException(String server, String reason, Path log) {
        super(server + " " + reason + ". The end of " + log + ":\n  " + String.join("\n  ", tail(log)));
    }

    ServerException(String server, String reason, Throwable cause) {
        super(server + " " + reason, cause);
    }

    private static List<String> tail(Path log) {
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            return all.subList(Math.max(0, all.size() - LINES), all.size());
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return List.of("(the log cannot be read: " + unreadable.getMessage() + ")");
        }
    }
}
