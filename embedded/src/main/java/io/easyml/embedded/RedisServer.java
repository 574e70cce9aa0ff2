package io.easyml.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/** A Redis with a password and an append-only file. */
public final class RedisServer {

    private static final Duration START = Duration.ofSeconds(20);

    private RedisServer() {}

    /** Starts a server whose data are in {@code folder}. */
    public static ChildProcess start(Path folder, int port, String password, Path log) {
        try {
            Files.createDirectories(folder);
            var executable =
                    ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
            var settings = folder.resolve("redis.conf");
            Files.deleteIfExists(settings);
            Files.createFile(
                    settings, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(settings, """
                    bind 127.0.0.1
                    port %d
                    requirepass %s
                    dir %s
                    appendonly yes
                    appendfsync everysec
                    save ""
                    daemonize no
                    """.formatted(port, password, folder));
            return ChildProcess.start(
                            "redis",
                            "127.0.0.1:" + port,
                            List.of(executable.getAbsolutePath(), settings.toString()),
                            Map.of(),
                            folder,
                            log)
                    .awaitReady(START, () -> Ports.accepts(port));
        } catch (IOException failed) {
            throw new ServerException("redis", "could not be prepared in " + folder, failed);
        }
    }
}
