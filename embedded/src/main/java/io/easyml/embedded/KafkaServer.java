package io.easyml.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A Kafka broker and controller in a child JVM. Its jars are in a folder of their own. */
public final class KafkaServer {

    private static final Duration START = Duration.ofSeconds(90);
    private static final String CLUSTER_ID = "ZWFzeW1sLXN0YW5kYWxvbg";

    private KafkaServer() {}

    /** Where the build puts the broker's jars, below the checkout's root. */
    public static Path jars(Path root) {
        return root.resolve("embedded/kafka-broker/target/lib");
    }

    /** Starts a broker whose data are in {@code folder}. */
    public static ChildProcess start(Path jars, Path folder, int port, int heapMegabytes, Path log) {
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    "The Kafka broker's jars are not in " + jars + ". Build them: ./mvnw package -DskipTests");
        }
        try {
            Files.createDirectories(Objects.requireNonNull(log.toAbsolutePath().getParent()));
            var properties = configure(folder, port);
            var classPath = jars.resolve("*").toString();
            if (!Files.exists(folder.resolve("data/meta.properties"))) {
                format(classPath, folder, properties, log);
            }
            var command = JavaCommand.of(
                    List.of(
                            "-Xmx" + heapMegabytes + "m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                    List.of("-cp", classPath, "kafka.Kafka", properties.toString()));
            return ChildProcess.start("kafka", "127.0.0.1:" + port, command, Map.of(), folder, log)
                    .awaitReady(START, () -> Ports.accepts(port));
        } catch (IOException failed) {
            throw new ServerException("kafka", "could not be configured in " + folder, failed);
        }
    }

    private static Path configure(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        var controller = folder.resolve("controller-port");
        // the quorum's address is part of the cluster's identity: it stays once chosen, unless somebody took it
        var controllerPort = Files.exists(controller)
                ? Integer.parseInt(Files.readString(controller).strip())
                : Ports.free();
        if (!Ports.isFree(controllerPort)) {
            controllerPort = Ports.free();
        }
        Files.writeString(controller, Integer.toString(controllerPort));
        var properties = folder.resolve("server.properties");
        Files.writeString(properties, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                group.share.min.record.lock.duration.ms=5000
                """.formatted(port, controllerPort, folder.resolve("data")));
        return properties;
    }

    private static void format(String classPath, Path folder, Path properties, Path log) {
        var command = JavaCommand.of(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                List.of(
                        "-cp",
                        classPath,
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        CLUSTER_ID,
                        "-c",
                        properties.toString()));
        try {
            if (!ChildProcess.start("kafka", "", command, Map.of(), folder, log).endsWell(START)) {
                throw new ServerException("kafka", "could not format its storage in " + folder, log);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ServerException("kafka", "was not formatted: interrupted", interrupted);
        }
    }
}
