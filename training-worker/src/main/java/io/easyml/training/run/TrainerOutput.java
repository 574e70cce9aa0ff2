package io.easyml.training.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a trainer prints, line by line: into the log of the run that it does, and otherwise into ours. Remembers the
 * signal that the JVM's crash report names.
 */
final class TrainerOutput {

    private static final Logger log = LoggerFactory.getLogger(TrainerOutput.class);
    private static final int LONGEST_LINE = 4_000;
    private static final Pattern LEVEL = Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR) (.*)");
    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z]+) \\(0x.*");

    private final Thread reader;
    private volatile @Nullable RunLog runLog;
    private volatile @Nullable String signal;
    private String level = "INFO";

    TrainerOutput(InputStream output) {
        reader = Thread.ofVirtual().name("trainer-output").start(() -> read(output));
    }

    /** From now on lines belong to this run. */
    void into(RunLog next) {
        runLog = next;
    }

    /** The signal of a crash, for example {@code SIGSEGV}; known once the process has ended. */
    @Nullable
    String signal() throws InterruptedException {
        reader.join(java.time.Duration.ofSeconds(1));
        return signal;
    }

    private void read(InputStream output) {
        try (var text = new InputStreamReader(output, StandardCharsets.UTF_8)) {
            var line = new StringBuilder();
            while (next(text, line)) {
                take(line.toString());
                line.setLength(0);
            }
        } catch (IOException ended) {
            log.debug("a trainer's output ended: {}", ended.getMessage());
        }
    }

    /** Reads to the line's end; what is too long is passed over. */
    private static boolean next(Reader text, StringBuilder line) throws IOException {
        for (int next = text.read(); next >= 0; next = text.read()) {
            if (next == '\n') {
                return true;
            }
            if (line.length() < LONGEST_LINE) {
                line.append((char) next);
            }
        }
        return !line.isEmpty();
    }

    private void take(String line) {
        var crash = SIGNAL.matcher(line);
        if (crash.matches()) {
            signal = crash.group(1);
        }
        var known = LEVEL.matcher(line);
        var message = line;
        if (known.matches()) {
            level = known.group(1);
            message = known.group(2);
        } else if (line.isBlank() || line.strip().equals("#")) {
            return;
        } else if (line.startsWith("#")) {
            level = "ERROR";
        }
        var current = runLog;
        if (current != null) {
            current.line(level, message);
        } else {
            log.info("trainer: {}", message);
        }
    }
}
