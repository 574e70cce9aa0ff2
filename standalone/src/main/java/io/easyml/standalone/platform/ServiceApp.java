package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A service's jar, taken apart: it starts faster than one with jars inside, and a build beside a running platform
 * changes nothing under it. Each build has a folder of its own.
 *
 * <p>Beside it is what a JVM remembers of a first start ({@link LearnedStart}): classes that are loaded and linked already
 * halve the processor time of every start after it.
 *
 * @param folder the folder of this build
 * @param name of the jar in it
 */
record ServiceApp(Path folder, String name) {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** Covers the jar's directory, which has a checksum of every entry. */
    private static final int END_OF_JAR = 1 << 20;

    /** The app of this jar; taken apart if it is not yet. */
    static ServiceApp of(Path jar) throws IOException, InterruptedException {
        var apps = jar.resolveSibling("apps");
        var name = String.valueOf(jar.getFileName());
        var app = apps.resolve(hash(jar));
        if (!Files.exists(app)) {
            Files.createDirectories(apps);
            var temporary = Files.createTempDirectory(apps, ".new");
            extract(jar, temporary);
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
        return new ServiceApp(app, name);
    }

    /**
     * The options and the jar of a JVM that starts it; with what earlier starts taught, once that is known.
     *
     * @param options of the JVM; the same that {@link #learn} got
     */
    List<String> command(List<String> options) {
        return command(options, start().options());
    }

    /** Whether {@link #learn} has been through for this build. */
    boolean isLearned() {
        return start().isLearned();
    }

    /**
     * Starts it once up to the point where it would begin to work, and keeps what the JVM learned.
     *
     * @return whether there is something to start it with now
     */
    boolean learn(List<String> options, Map<String, String> environment) throws IOException, InterruptedException {
        return start().learn((temporary, cache) -> {
            var recorded = "-XX:AOTConfiguration=" + temporary.resolve("recorded");
            var recording = List.of("-XX:AOTMode=record", recorded, "-Dspring.context.exit=onRefresh");
            var creation = List.of("-XX:AOTMode=create", recorded, "-XX:AOTCache=" + cache);
            return start().run(command(options, recording), environment, folder)
                    && start().run(command(options, creation), environment, folder);
        });
    }

    private List<String> command(List<String> options, List<String> more) {
        var all = new ArrayList<>(options);
        all.addAll(more);
        return JavaCommand.of(all, List.of("-jar", folder.resolve(name).toString()));
    }

    private LearnedStart start() {
        return new LearnedStart(folder);
    }

    private static void extract(Path jar, Path temporary) throws IOException, InterruptedException {
        var command = JavaCommand.of(
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djarmode=tools"),
                List.of(
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        temporary.resolve("app").toString()));
        var log = temporary.resolve("extract.log");
        if (!ChildProcess.start("extract", "", command, Map.of(), temporary, log)
                .endsWell(LIMIT)) {
            throw new IOException(jar + " could not be taken apart:\n" + Logs.tail(log, 15));
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

    static void delete(Path folder) throws IOException {
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
