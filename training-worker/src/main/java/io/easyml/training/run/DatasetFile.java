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
import java.util.function.BooleanSupplier;

/** The pinned table of a job, checked against what was uploaded. */
final class DatasetFile {

    private DatasetFile() {}

    /** The stored file is not the one that was pinned. */
    static final class ChangedException extends Exception {
        ChangedException(String message) {
            super(message);
        }
    }

    /** Nobody wants the table any more. */
    static final class GivenUpException extends Exception {
        GivenUpException() {
            super("given up");
        }
    }

    /**
     * The local path of the table.
     *
     * @param givenUp asked now and then while the file is read
     * @throws IOException if it cannot be read
     * @throws ChangedException if its bytes are not the pinned ones
     */
    static Path checked(StorageRoot datasets, DatasetRef pinned, BooleanSupplier givenUp)
            throws IOException, ChangedException, GivenUpException {
        var file = datasets.resolve(pinned.getPath());
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            var buffer = new byte[1 << 17];
            while (in.read(buffer) >= 0) {
                if (givenUp.getAsBoolean()) {
                    throw new GivenUpException();
                }
            }
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
