package io.easyml.training.run;

import io.easyml.training.announce.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a user can read about a run while it goes on and afterwards: {@code .runs/{job_id}/{attempt}-{run_id}.log} below
 * the models root, lines of time, level and message, at most 1 MiB. Never a secret, never a row of a table. A log that
 * cannot be written fails no run. Thread-safe.
 */
final class RunLog implements AutoCloseable {

    static final String FOLDER = ".runs";

    private static final Logger log = LoggerFactory.getLogger(RunLog.class);
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_LINE = 4_000;
    private static final String CUT = "The log is cut here: it is longer than 1 MiB.";
    /** So much is left for the line that says so. */
    private static final int ROOM_FOR_CUT = 200;

    private final Path file;
    private final InstantSource clock;
    private @Nullable OutputStream out;
    private int bytes;
    private boolean over;

    private RunLog(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    static RunLog open(Path models, Run run, InstantSource clock) {
        return new RunLog(
                models.resolve(FOLDER)
                        .resolve(run.jobId().toString())
                        .resolve(run.attempt() + "-" + run.runId() + ".log"),
                clock);
    }

    void info(String message) {
        line("INFO", message);
    }

    void warn(String message) {
        line("WARN", message);
    }

    /** Appends a line; line ends in the message become spaces. */
    synchronized void line(String level, String message) {
        if (over) {
            return;
        }
        var text = message.length() <= LONGEST_LINE ? message : message.substring(0, LONGEST_LINE) + "…";
        var line = encoded(level, text);
        over = bytes + line.length > MOST_BYTES - ROOM_FOR_CUT;
        append(over ? encoded("WARN", CUT) : line);
    }

    private byte[] encoded(String level, String message) {
        return (clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + level + " "
                        + message.replace('\n', ' ').replace('\r', ' ') + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void append(byte[] line) {
        try {
            if (out == null) {
                Files.createDirectories(file.getParent());
                out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            out.write(line);
            bytes += line.length;
        } catch (IOException away) {
            over = true;
            log.warn("the run's log {} cannot be written: {}", file, away.getMessage());
        }
    }

    /** Later lines are lost. */
    @Override
    public synchronized void close() {
        over = true;
        try (var closing = out) {
            out = null;
        } catch (IOException away) {
            log.warn("the run's log {} cannot be closed: {}", file, away.getMessage());
        }
    }
}
