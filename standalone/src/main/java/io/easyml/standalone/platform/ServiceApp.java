package io.easyml.standalone.platform;

import io.easyml.embedded.JavaCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A service's jar, taken apart: it starts faster than one with jars inside, and a build beside a running platform
 * changes nothing under it. Each build has a folder of its own.
 */
final class ServiceApp {

    private static final int LIMIT_SECONDS = 120;
    /** Covers the jar's directory, which has a checksum of every entry. */
    private static final int END_OF_JAR = 1 << 20;

    private ServiceApp() {}

    /** The jar to start; taken apart if it is not yet. */
    static Path extracted(Path jar) throws IOException, InterruptedException {
        var apps = jar.resolveSibling("apps");
        var name = String.valueOf(jar.getFileName());
        var app = apps.resolve(hash(jar));
        if (!Files.exists(app)) {
            Files.createDirectories(apps);
            var temporary = Files.createTempDirectory(apps, ".new");
            extract(jar, temporary.resolve("app"));
            try {
                Files.move(temporary.resolve("app"), app);
            } catch (IOException lost) {
                // another platform of this checkout was quicker
                if (!Files.exists(app)) {
                    throw lost;
                }
            }
            delete(temporary);
            deleteOld(apps);
        }
        return app.resolve(name);
    }

    private static void extract(Path jar, Path destination) throws IOException, InterruptedException {
        var process = new ProcessBuilder(JavaCommand.of(
                        List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djarmode=tools"),
                        List.of("-jar", jar.toString(), "extract", "--destination", destination.toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(jar + " could not be taken apart");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String hash(Path jar) throws IOException {
        try (var file = new RandomAccessFile(jar.toFile(), "r")) {
            var end = new byte[(int) Math.min(file.length(), END_OF_JAR)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Long.toString(file.length()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(end), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What earlier builds left; a platform that still runs on one of them is seldom older than a day. */
    private static void deleteOld(Path apps) throws IOException {
        var yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        try (var folders = Files.newDirectoryStream(apps)) {
            for (var folder : folders) {
                if (Files.getLastModifiedTime(folder).compareTo(yesterday) < 0) {
                    delete(folder);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
