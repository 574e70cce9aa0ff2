package io.easyml.training.run;

import io.easyml.schemas.storage.StorageRoot;
import io.easyml.trainer.run.RunResult;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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
        var folder = staging(run);
        Files.createDirectories(folder);
        StagingOwner.mark(folder, ProcessHandle.current());
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

    /** A model folder that no outcome will name goes. */
    void remove(String modelPath) {
        delete(models.resolve(modelPath));
    }

    /** What is still wanted is kept from looking abandoned: a folder that nobody names and nobody touches goes by its age. */
    void keepFresh(String modelPath) {
        touch(models.resolve(modelPath));
    }

    void keepFreshStaging(Run run) {
        touch(staging(run));
    }

    private void touch(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
        } catch (IOException away) {
            log.debug("{} cannot be touched: {}", folder, away.getMessage());
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
        } catch (IOException | UncheckedIOException left) {
            log.warn("the folder {} could not be removed: {}", folder, left.getMessage());
        }
    }

    /** The folder of all staging folders. */
    Path stagingFolders() {
        return models.resolve(STAGING);
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
