package io.easyml.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that speaks MongoDB's protocol: a {@code mongod} where one is named by {@code EASYML_MONGOD} or is on the
 * path, else mongo-java-server with a file, in a child JVM. Both ask for no password and listen on 127.0.0.1 only.
 */
public final class MongoServer {

    private static final Duration START = Duration.ofSeconds(40);

    private MongoServer() {}

    /** Starts a server whose data are in {@code folder}. */
    public static ChildProcess start(Path folder, int port, Path log) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new ServerException("mongo", "could not create " + folder, failed);
        }
        var command =
                mongod().map(mongod -> nativeCommand(mongod, folder, port)).orElseGet(() -> javaCommand(folder, port));
        return ChildProcess.start("mongo", "127.0.0.1:" + port, command, Map.of(), folder, log)
                .awaitReady(START, () -> Ports.accepts(port));
    }

    private static Optional<Path> mongod() {
        var named = System.getenv("EASYML_MONGOD");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mongod"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<String> nativeCommand(Path mongod, Path folder, int port) {
        return List.of(
                mongod.toString(),
                "--bind_ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dbpath",
                folder.toString());
    }

    private static List<String> javaCommand(Path folder, int port) {
        return JavaCommand.of(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        MongoServerMain.class.getName(),
                        Integer.toString(port),
                        folder.resolve("mongo.mv").toString()));
    }
}
