package io.easyml.standalone.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the built parts are: a checkout after {@code ./mvnw package}. */
public record Home(Path root) {

    /** The checkout that {@code ./easyml} belongs to; it sets the system property. */
    public static Home find() {
        return new Home(
                Path.of(System.getProperty("easyml.home", ".")).toAbsolutePath().normalize());
    }

    public Path jar(String service) {
        return root.resolve(service).resolve("target").resolve(service + ".jar");
    }

    /** The folder of the trainer's jars: {@code trainer.jar} and {@code lib}; with the options of its JVM. */
    public Path trainer() {
        return root.resolve("trainer/target/app");
    }

    /** The trainer's classpath. */
    public String trainerClassPath() {
        return trainer() + "/*:" + trainer() + "/lib/*";
    }

    /** What every JVM has that runs the trainer's jars. */
    Path trainerOptions() {
        return trainer().resolve("trainer.options");
    }

    /** The built parts that are missing. */
    List<Path> missing() {
        return List.of(
                        jar("gateway"),
                        jar("training-worker"),
                        jar("versioning-worker"),
                        jar("audit-sink"),
                        trainer().resolve("trainer.jar"),
                        io.easyml.embedded.KafkaServer.jars(root))
                .stream()
                .filter(part -> !Files.exists(part))
                .toList();
    }
}
