package io.easyml.training.run;

import io.easyml.schemas.storage.StorageRoot;
import io.easyml.trainer.run.RunResult;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where model folders are: a run writes to a staging folder, which is synced and then renamed. */
@Component
final class ModelStore {

    private static final Logger log = LoggerFactory.getLogger(ModelStore.class);
    private static final String STAGING = ".staging";
    private static final Duration OLD = Duration.ofDays(1);

    private final StorageRoot models;
    private final InstantSource clock;

    ModelStore(WorkerSettings settings, InstantSource clock) {
        this.models = settings.models();
        this.clock = clock;
    }

    StorageRoot root() {
        return models;
    }

    /** A new folder for a run; nobody else knows it. */
    Path stage(Run run) throws IOException {
        removeOld();
        var folder = staging(run);
        Files.createDirectories(folder);
        return folder;
    }

    private Path staging(Run run) {
        return models.resolve(STAGING + "/" + run.runId());
    }

    /**
     * Makes a staged folder the run's model folder, durably.
     *
     * @return its path below the models root
     * @throws IOException if it cannot be stored, or a file is not what the trainer said
     */
    String store(Run run, RunResult result) throws IOException {
        var staged = staging(run).resolve("model");
        for (var file : result.files()) {
            var path = staged.resolve(file.path()).normalize();
            if (!path.startsWith(staged) || !Files.isRegularFile(path) || Files.size(path) != file.sizeBytes()) {
                throw new IOException("the trainer named the file " + file.path() + ", which is not there as it said");
            }
            sync(path);
        }
        sync(staged);
        var relative = run.projectId() + "/model_" + run.runId();
        var target = models.resolve(relative);
        var project = models.resolve(run.projectId().toString());
        Files.createDirectories(project);
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        sync(project);
        return relative;
    }

    /** Whatever is left of a run's staging folder goes. */
    void clean(Run run) {
        delete(staging(run));
    }

    /** What killed workers left behind goes after a day. */
    private void removeOld() throws IOException {
        var staging = models.resolve(STAGING);
        if (!Files.isDirectory(staging)) {
            return;
        }
        try (var folders = Files.list(staging)) {
            for (var folder : folders.toList()) {
                if (Files.getLastModifiedTime(folder)
                        .toInstant()
                        .isBefore(clock.instant().minus(OLD))) {
                    delete(folder);
                }
            }
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            log.warn("the staging folder {} could not be removed: {}", folder, left.getMessage());
        }
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
