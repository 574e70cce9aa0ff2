package io.easyml.trainer.export;

import io.easyml.trainer.run.RunResult.FileEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files of a folder, with sizes and hashes. */
final class Manifest {

    private Manifest() {}

    static List<FileEntry> of(Path folder) throws IOException {
        var entries = new ArrayList<FileEntry>();
        try (var paths = Files.walk(folder)) {
            for (var path : paths.filter(Files::isRegularFile).sorted().toList()) {
                var relative = folder.relativize(path).toString().replace('\\', '/');
                entries.add(new FileEntry(relative, Files.size(path), sha256(path)));
            }
        }
        return List.copyOf(entries);
    }

    private static String sha256(Path path) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(path), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
