package io.easyml.versioning.version;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.FileEntry;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.versioning.dvc.HashedFile;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The files behind a version, compared with what was promised about them. Each is read once, for SHA-256 (the manifest)
 * and MD5 (DVC) together, so that what goes to the remote is known to be what was promised.
 */
@Component
final class StoredFiles {

    private static final int BUFFER = 1 << 16;

    private final Path models;
    private final Path datasets;

    StoredFiles(VersioningSettings settings) {
        this.models = settings.models();
        this.datasets = settings.datasets();
    }

    /**
     * Files at their place.
     *
     * @param source the dataset's file or the model's folder
     */
    record Checked(Path source, List<HashedFile> files) {}

    /**
     * @throws BadInputException if the file is missing or is another one
     * @throws WorldAtFaultException if the root cannot be used
     */
    Checked dataset(DatasetRef dataset) {
        try {
            var root = StorageRoot.open(datasets);
            var file = below(root, dataset.getPath());
            var entry = FileEntry.newBuilder()
                    .setPath(file.getFileName().toString())
                    .setSizeBytes(dataset.getSizeBytes())
                    .setSha256(dataset.getSha256())
                    .build();
            return new Checked(file, List.of(checked(root, file, entry)));
        } catch (IOException failed) {
            throw away("datasets", failed);
        }
    }

    /**
     * @throws BadInputException if the folder or a file is missing or differs from the manifest
     * @throws WorldAtFaultException if the root cannot be used
     */
    Checked model(String path, List<FileEntry> manifest) {
        try {
            var root = StorageRoot.open(models);
            var folder = below(root, path);
            if (!Files.isDirectory(folder)) {
                throw new BadInputException("The model folder " + path + " is not in the models root.");
            }
            if (manifest.isEmpty()) {
                throw new BadInputException("The model folder " + path + " has no files in its manifest.");
            }
            var files = new ArrayList<HashedFile>();
            for (var entry : manifest) {
                var file = folder.resolve(entry.getPath()).normalize();
                if (!file.startsWith(folder) || file.equals(folder)) {
                    throw new BadInputException(
                            "The manifest names " + entry.getPath() + ", which is outside the folder.");
                }
                files.add(checked(root, file, entry));
            }
            files.sort(Comparator.comparing(HashedFile::path));
            return new Checked(folder, files);
        } catch (IOException failed) {
            throw away("models", failed);
        }
    }

    private static Path below(StorageRoot root, String path) {
        try {
            return root.resolve(path);
        } catch (IllegalArgumentException outside) {
            throw new BadInputException(String.valueOf(outside.getMessage()));
        }
    }

    private static HashedFile checked(StorageRoot root, Path file, FileEntry entry) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("The file " + root.directory().relativize(file) + " is missing.");
        }
        if (!file.toRealPath().startsWith(root.directory().toRealPath())) {
            throw new BadInputException("The file " + root.directory().relativize(file) + " is a link to elsewhere.");
        }
        var size = Files.size(file);
        if (size != entry.getSizeBytes()) {
            throw new BadInputException("The file " + root.directory().relativize(file) + " has " + size
                    + " bytes, and " + entry.getSizeBytes() + " were promised.");
        }
        var sha256 = digest("SHA-256");
        var md5 = digest("MD5");
        try (var content = Files.newInputStream(file)) {
            var buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
                md5.update(buffer, 0, read);
            }
        }
        if (!HexFormat.of().formatHex(sha256.digest()).equals(entry.getSha256())) {
            throw new BadInputException("The file " + root.directory().relativize(file)
                    + " is not the one that was stored: its SHA-256 differs from the promised one.");
        }
        return new HashedFile(entry.getPath(), HexFormat.of().formatHex(md5.digest()), size);
    }

    private static WorldAtFaultException away(String root, IOException failed) {
        return new WorldAtFaultException(root, String.valueOf(failed.getMessage()), failed);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
