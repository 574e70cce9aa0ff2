package io.easyml.schemas.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A directory that holds datasets or models, marked with an id by {@code setup}, so that a service that sees another
 * directory than its peers (an unmounted volume, a wrong path) finds out before it writes.
 */
public record StorageRoot(Path directory, UUID id) {

    private static final String MARK = ".easyml-root";

    /**
     * The root at this place.
     *
     * @throws IOException if the directory is not there or was not marked; the message says what to do
     */
    public static StorageRoot open(Path directory) throws IOException {
        var mark = directory.resolve(MARK);
        if (!Files.isRegularFile(mark)) {
            throw new IOException(directory + " is not a storage root: it has no file " + MARK
                    + ". Run setup first, or mount the volume that setup marked.");
        }
        try {
            return new StorageRoot(
                    directory, UUID.fromString(Files.readString(mark).strip()));
        } catch (IllegalArgumentException broken) {
            throw new IOException(
                    mark + " does not hold a UUID. Restore it from a backup or from another machine.", broken);
        }
    }

    /** Marks a directory, which is created if need be; a marked one keeps its id. */
    public static StorageRoot mark(Path directory) throws IOException {
        Files.createDirectories(directory);
        var mark = directory.resolve(MARK);
        if (!Files.exists(mark)) {
            Files.writeString(mark, UUID.randomUUID() + "\n");
        }
        return open(directory);
    }

    /**
     * The place of a relative path below the root.
     *
     * @throws IllegalArgumentException if it would lead outside
     */
    public Path resolve(String relative) {
        var resolved = directory.resolve(relative).normalize();
        if (!resolved.startsWith(directory.normalize()) || resolved.equals(directory.normalize())) {
            throw new IllegalArgumentException("'" + relative + "' is not a path below the storage root");
        }
        return resolved;
    }
}
