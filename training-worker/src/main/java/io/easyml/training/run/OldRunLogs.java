package io.easyml.training.run;

import io.easyml.training.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes the logs of runs when they are old enough; several workers may do so at once. */
@Component
final class OldRunLogs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OldRunLogs.class);
    private static final long EVERY_HOURS = 6;

    private final Path folder;
    private final Duration keep;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("old-run-logs").daemon().factory());

    OldRunLogs(WorkerSettings settings, InstantSource clock) {
        this.folder = settings.models().directory().resolve(RunLog.FOLDER);
        this.keep = Duration.ofDays(settings.runLogDays());
        this.clock = clock;
        var sweeps = thread.scheduleWithFixedDelay(this::remove, 0, EVERY_HOURS, TimeUnit.HOURS);
        log.debug("old logs are looked for, done: {}", sweeps.isDone());
    }

    void remove() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var jobs = Files.list(folder)) {
            var limit = clock.instant().minus(keep);
            for (var job : jobs.toList()) {
                removeOf(job, limit);
            }
        } catch (IOException | UncheckedIOException away) {
            log.warn("old logs of runs could not be removed: {}", away.getMessage());
        }
    }

    private static void removeOf(Path job, Instant limit) throws IOException {
        var used = Files.getLastModifiedTime(job).toInstant();
        try (var logs = Files.list(job)) {
            for (var file : logs.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        // a job that is about to begin has an empty folder for a moment
        if (used.isBefore(limit)) {
            try {
                Files.deleteIfExists(job);
            } catch (DirectoryNotEmptyException stillUsed) {
                log.debug("{} is still used", job);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
