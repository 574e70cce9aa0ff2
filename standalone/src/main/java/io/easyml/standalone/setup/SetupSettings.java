package io.easyml.standalone.setup;

import io.easyml.schemas.topic.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the parts are: the same settings as the services'. */
public record SetupSettings(
        String postgresUrl,
        String mongoUri,
        String kafkaBootstrapServers,
        String topicPrefix,
        Optional<Short> replicationFactor,
        Path modelsDir,
        Path datasetsDir,
        Path dvcReposDir,
        Optional<DatabaseAddress> mlflow) {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?i):(change[-_]?me|replace[-_]?me|password|secret|<[^@]*>)@");

    /**
     * Reads them from environment variables.
     *
     * @throws SetupException naming the one that is missing
     */
    public static SetupSettings of(Map<String, String> environment) {
        return new SetupSettings(
                require(environment, "POSTGRES_URL"),
                require(environment, "MONGO_URI"),
                require(environment, "KAFKA_BOOTSTRAP_SERVERS"),
                environment.getOrDefault("KAFKA_TOPIC_PREFIX", Topics.DEFAULT_PREFIX),
                Optional.ofNullable(environment.get("KAFKA_REPLICATION_FACTOR")).map(Short::valueOf),
                Path.of(require(environment, "MODELS_DIR")),
                Path.of(require(environment, "DATASETS_DIR")),
                Path.of(require(environment, "DVC_REPOS_DIR")),
                Optional.ofNullable(environment.get("MLFLOW_BACKEND_STORE_URI"))
                        .filter(address -> !address.isBlank())
                        .map(address -> DatabaseAddress.of("MLFLOW_BACKEND_STORE_URI", address)));
    }

    private static String require(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new SetupException("The setting " + name + " is not set.", null);
        }
        if (PLACEHOLDER.matcher(value).find()) {
            throw new SetupException(
                    "The setting " + name
                            + " holds a placeholder instead of a password. Set one of your own, for example"
                            + " from: openssl rand -hex 24",
                    null);
        }
        return value;
    }

    /** A connection to PostgreSQL; its calls end within 30 s. */
    public Connection connect() throws SQLException {
        return postgres().connect();
    }

    DatabaseAddress postgres() {
        return DatabaseAddress.of("POSTGRES_URL", postgresUrl);
    }

    @Override
    public String toString() {
        return "SetupSettings[modelsDir=" + modelsDir + "]";
    }
}
