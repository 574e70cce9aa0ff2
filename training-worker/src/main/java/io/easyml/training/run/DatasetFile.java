package io.easyml.training.run;

import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.storage.StorageRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The pinned table of a job, checked against what was uploaded. */
final class DatasetFile {

    private DatasetFile() {}

    /** The stored file is not the one that was pinned. */
    static final class ChangedException extends Exception {
        ChangedException(String message) {
            super(message);
        }
    }

    /**
     * The local path of the table.
     *
     * @throws IOException if it cannot be read
     * @throws ChangedException if its bytes are not the pinned ones
     */
    static Path checked(StorageRoot datasets, DatasetRef pinned) throws IOException, ChangedException {
        var file = datasets.resolve(pinned.getPath());
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            var sha256 = HexFormat.of().formatHex(in.getMessageDigest().digest());
            if (!sha256.equals(pinned.getSha256())) {
                throw new ChangedException("The stored file of " + pinned.getDataset() + "@v" + pinned.getVersion()
                        + " has the SHA-256 " + sha256 + " instead of " + pinned.getSha256()
                        + ", with which it was uploaded. Restore it, for example with dvc pull.");
            }
            return file;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
