package io.easyml.versioning.dvc;

import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.WorldAtFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A project's repository, opened: {@code datasets/{name}.dvc}, {@code models/{name}.dvc} and, below {@code metadata/},
 * a JSON file for each. A version is a commit with an annotated tag; a tag on the origin means that it is done.
 */
public final class DvcRepository {

    private static final Pattern MD5 = Pattern.compile("(?m)^- md5: (\\S+)$");
    private static final String SUBJECT = "subject: ";
    private static final Duration SHORTEST_UPLOAD = Duration.ofMinutes(2);
    private static final long SLOWEST_BYTES_A_SECOND = 1_000_000;

    private final UUID projectId;
    private final Path clone;
    private final DvcRemote remote;
    private final DvcChild child;

    DvcRepository(UUID projectId, Path clone, DvcRemote remote, DvcChild child) {
        this.projectId = projectId;
        this.clone = clone;
        this.remote = remote;
        this.child = child;
    }

    /**
     * The version with this tag, if the origin has it.
     *
     * @throws WorldAtFaultException if the tag is another subject's: the database is older than the repository
     */
    public Optional<StoredVersion> find(String tag, UUID subject, String target) {
        try {
            var ref = "refs/tags/" + tag;
            var found = GitCommand.run(clone, "for-each-ref", "--format=%(contents)", ref);
            if (found.isBlank()) {
                return Optional.empty();
            }
            if (!found.contains(SUBJECT + subject)) {
                throw new IOException("the tag " + tag + " exists and belongs to something else: " + found.strip());
            }
            var commit = GitCommand.run(clone, "rev-parse", "--verify", ref + "^{commit}")
                    .strip();
            var dvcFile = GitCommand.run(clone, "show", commit + ":" + target + ".dvc");
            return Optional.of(new StoredVersion(tag, commit, md5(dvcFile), target + ".dvc"));
        } catch (IOException failed) {
            throw new WorldAtFaultException("git_origin", String.valueOf(failed.getMessage()), failed);
        }
    }

    /**
     * Stores a version: data to the remote and checked there, then commit, tag and push.
     *
     * @throws WorldAtFaultException if the remote or the origin cannot be used; nothing is then visible
     */
    public StoredVersion store(NewVersion version) {
        remote.check();
        var bytes = version.files().stream().mapToLong(HashedFile::size).sum();
        var md5 = child.store(
                new DvcChild.Store(
                        clone.toString(),
                        version.target(),
                        remote.urlOf(projectId),
                        version.source().toString(),
                        version.directory(),
                        version.files()),
                SHORTEST_UPLOAD.plusSeconds(bytes / SLOWEST_BYTES_A_SECOND));
        FaultPoint.pass("versioning-worker.after-upload");
        try {
            write("metadata/" + version.target() + ".json", version.metadata());
            GitCommand.run(clone, "add", "--all", ".");
            GitCommand.run(clone, "commit", "--quiet", "--allow-empty", "--message", version.title());
            FaultPoint.pass("versioning-worker.after-commit");
            GitCommand.run(
                    clone,
                    "tag",
                    "--annotate",
                    "--message",
                    version.title() + "\n\n" + SUBJECT + version.subject(),
                    version.tag());
            GitCommand.run(
                    clone,
                    "push",
                    "--quiet",
                    "--atomic",
                    "origin",
                    "HEAD:refs/heads/main",
                    "refs/tags/" + version.tag());
            FaultPoint.pass("versioning-worker.after-push");
            var commit = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            return new StoredVersion(version.tag(), commit, md5, version.target() + ".dvc");
        } catch (IOException failed) {
            throw new WorldAtFaultException("git_origin", String.valueOf(failed.getMessage()), failed);
        }
    }

    /** The text of a version's .dvc file, as it was just stored. */
    public String dvcFile(StoredVersion version) {
        try {
            return GitCommand.run(clone, "show", version.commit() + ":" + version.dvcPath());
        } catch (IOException failed) {
            throw new WorldAtFaultException("git_origin", String.valueOf(failed.getMessage()), failed);
        }
    }

    /** What every repository has; it goes out with the next version. */
    void layOut() throws IOException {
        write(".dvc/config", """
                [core]
                    remote = origin
                    analytics = false
                [remote "origin"]
                    url = %s
                """.formatted(remote.publicUrlOf(projectId)));
        write(".dvc/.gitignore", "/config.local\n/tmp\n/cache\n");
        write(".dvcignore", "");
        for (var folder : new String[] {"datasets", "models"}) {
            write(folder + "/.gitignore", "/*\n!/.gitignore\n!/*.dvc\n");
        }
    }

    private void write(String path, String text) throws IOException {
        var file = clone.resolve(path);
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private static String md5(String dvcFile) throws IOException {
        var matcher = MD5.matcher(dvcFile);
        if (!matcher.find()) {
            throw new IOException("a .dvc file without a hash: " + dvcFile);
        }
        return matcher.group(1);
    }
}
