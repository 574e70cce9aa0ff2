package io.easyml.versioning.dvc;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The projects' repositories: a bare origin each, and a working clone that can be thrown away. */
@Component
public final class DvcRepositories {

    private static final Logger log = LoggerFactory.getLogger(DvcRepositories.class);
    private static final String ORIGIN = "git_origin";

    private final Path origins;
    private final Path clones;
    private final DvcRemote remote;
    private final DvcChild child;

    DvcRepositories(VersioningSettings settings, DvcRemote remote, DvcChild child) {
        this.origins = settings.repositories();
        this.clones = settings.work().resolve("clones");
        this.remote = remote;
        this.child = child;
    }

    /**
     * Opens a project's repository; the caller holds the project's lock.
     *
     * @param known whether the project has versions already: its origin must then be there, and is not made anew
     * @throws WorldAtFaultException if the origin is away
     */
    public DvcRepository open(UUID projectId, boolean known) {
        try {
            var origin = origin(projectId, known);
            var clone = clone(projectId, origin);
            var repository = new DvcRepository(projectId, clone, remote, child);
            repository.layOut();
            return repository;
        } catch (IOException failed) {
            throw new WorldAtFaultException(ORIGIN, String.valueOf(failed.getMessage()), failed);
        }
    }

    /** Makes sure of everything that the first version will need. */
    public void check(boolean anyVersions) throws IOException {
        if (!anyVersions) {
            Files.createDirectories(origins);
            remote.create();
        }
        if (!Files.isDirectory(origins)) {
            throw new NoSuchFileException(
                    "DVC_REPOS_DIR (" + origins + ") is not there, though there are versions. Mount it.");
        }
        Files.createDirectories(clones);
        GitCommand.run(clones, "version");
        child.check();
    }

    private Path origin(UUID projectId, boolean known) throws IOException {
        var origin = origins.resolve(projectId + ".git");
        if (Files.isDirectory(origin)) {
            return origin;
        }
        if (known || !Files.isDirectory(origins)) {
            throw new NoSuchFileException(
                    "the repository " + origin + " is not there, though the project has versions");
        }
        var making = Files.createTempDirectory(origins, ".new-");
        try {
            GitCommand.run(making, "init", "--quiet", "--bare", "--initial-branch=main", ".");
            GitCommand.run(making, "config", "receive.denyDeletes", "true");
            GitCommand.run(making, "config", "receive.denyNonFastForwards", "true");
            Files.move(making, origin, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileSystemUtils.deleteRecursively(making);
        }
        return origin;
    }

    private Path clone(UUID projectId, Path origin) throws IOException {
        var clone = clones.resolve(projectId.toString());
        if (Files.isDirectory(clone)) {
            try {
                if (Files.exists(clone.resolve(".git/index.lock"))) {
                    throw new IOException("a git command was killed in it");
                }
                if (refreshed(clone, origin)) {
                    return clone;
                }
            } catch (IOException broken) {
                log.atWarn()
                        .addKeyValue("project_id", projectId)
                        .log("the working clone is made anew: {}", broken.getMessage());
            }
            FileSystemUtils.deleteRecursively(clone);
        }
        GitCommand.run(clones, "clone", "--quiet", "--no-hardlinks", origin.toString(), clone.toString());
        return clone;
    }

    /** As the origin is, whatever a try that was cut off left here; false while nothing was ever pushed. */
    private static boolean refreshed(Path clone, Path origin) throws IOException {
        GitCommand.run(
                clone,
                "fetch",
                "--quiet",
                "--prune",
                "--force",
                origin.toString(),
                "+refs/heads/*:refs/remotes/origin/*",
                "+refs/tags/*:refs/tags/*");
        if (GitCommand.run(clone, "for-each-ref", "refs/remotes/origin/main").isBlank()) {
            return false;
        }
        GitCommand.run(clone, "reset", "--quiet", "--hard", "origin/main");
        GitCommand.run(clone, "clean", "--quiet", "-ffdx", "--exclude=.dvc/tmp");
        return true;
    }
}
