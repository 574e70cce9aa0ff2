package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the JVM learns of a trainer that trains once (ahead-of-time cache, JEP 514), beside the trainer's jars, where a worker
 * looks for it. A forest on 32,561 rows, with the trainer's start, then takes two thirds of the time.
 */
public record TrainerStart(Home home) {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String CACHE = "start.aot";

    /** Options of a JVM that runs the trainer's jars in another process than a worker's; empty if nothing was learned. */
    public List<String> options() {
        var cache = home.trainer().resolve(CACHE);
        return cache.toFile().length() > 0 ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /** Whether {@link #learn} has been through for these jars. */
    boolean isLearned() {
        long learned = home.trainer().resolve(CACHE).toFile().lastModified();
        return Stream.of(home.trainer(), home.trainer().resolve("lib"))
                .flatMap(folder -> Stream.ofNullable(folder.toFile().listFiles((in, name) -> name.endsWith(".jar"))))
                .flatMap(Arrays::stream)
                .allMatch(jar -> jar.lastModified() <= learned);
    }

    /**
     * Trains on a made-up table and keeps what the JVM learned. Where that fails, trainers take longer to start, it is not
     * tried again, and {@code start.log} beside the jars says why.
     */
    boolean learn() throws IOException, InterruptedException {
        var temporary = Files.createTempDirectory(home.trainer(), ".start");
        var made = temporary.resolve(CACHE);
        try {
            var command = JavaCommand.of(
                    List.of(
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:AOTCacheOutput=" + made,
                            "-Djava.io.tmpdir=" + temporary,
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"),
                    List.of(
                            "-cp",
                            home.trainerClassPath(),
                            "io.easyml.trainer.Main",
                            "--rehearse",
                            temporary.toString()));
            var learned = ChildProcess.start(
                                    "start cache",
                                    "",
                                    command,
                                    Map.of(),
                                    temporary,
                                    home.trainer().resolve("start.log"))
                            .endsWell(LIMIT)
                    && Files.exists(made);
            if (!learned) {
                Files.deleteIfExists(made);
                Files.createFile(made);
            }
            Files.move(made, home.trainer().resolve(CACHE), StandardCopyOption.ATOMIC_MOVE);
            return learned;
        } finally {
            ServiceApp.delete(temporary);
        }
    }
}
