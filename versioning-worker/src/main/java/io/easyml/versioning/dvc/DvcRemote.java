package io.easyml.versioning.dvc;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where the data go. Each project has a place of its own below the remote. What is committed names the remote without
 * its password; only the child that uploads gets the whole URL.
 */
@Component
public final class DvcRemote {

    static final String PART = "dvc_remote";

    private final String url;
    private final @Nullable Path directory;

    DvcRemote(VersioningSettings settings) {
        var given = settings.dvcRemoteUrl().strip();
        directory = given.startsWith("file://")
                ? Path.of(URI.create(given))
                : given.contains("://") ? null : Path.of(given).normalize();
        url = directory == null ? given.replaceFirst("/+$", "") : directory.toString();
    }

    /** With credentials, if it has any: for the child only. */
    String urlOf(UUID projectId) {
        return url + "/" + projectId;
    }

    /** As it is committed. */
    String publicUrlOf(UUID projectId) {
        return urlOf(projectId).replaceFirst("^([a-z0-9+.-]+://[^/@:]*):[^/]*@", "$1@");
    }

    /** The text without the remote's credentials. */
    String redacted(String text) {
        var credentials = url.replaceFirst("^[a-z0-9+.-]+://(?:([^/]*)@)?.*$", "$1");
        return directory != null || credentials.isEmpty() ? text : text.replace(credentials, "***");
    }

    /**
     * Checks that a directory is there: DVC would create it, and the data would go where nobody looks for them.
     *
     * @throws WorldAtFaultException if it is not
     */
    public void check() {
        if (directory != null && !Files.isDirectory(directory)) {
            throw new WorldAtFaultException(
                    PART,
                    "the directory " + directory + " is not there. Mount it, or create it if it is meant to be new",
                    new NoSuchFileException(directory.toString()));
        }
    }

    /** Creates a directory on a platform that has no version yet. */
    public void create() throws IOException {
        if (directory != null) {
            Files.createDirectories(directory);
        }
    }
}
