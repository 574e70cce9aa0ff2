package io.easyml.standalone.setup;

import io.easyml.schemas.topic.Topics;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Where the parts are: the same settings as the services'. */
public record SetupSettings(
        String postgresUrl,
        String mongoUri,
        String kafkaBootstrapServers,
        String topicPrefix,
        Optional<Short> replicationFactor,
        Path modelsDir,
        Path datasetsDir,
        Path dvcReposDir) {

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
                Path.of(require(environment, "DVC_REPOS_DIR")));
    }

    private static String require(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new SetupException("The setting " + name + " is not set.", null);
        }
        return value;
    }

    /** A connection to PostgreSQL; its calls end within 30 s. */
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", postgresUser());
        properties.setProperty("password", postgresPassword());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    String jdbcUrl() {
        var uri = URI.create(postgresUrl);
        return "jdbc:postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + uri.getPath();
    }

    String postgresUser() {
        return decode(userInfo()[0]);
    }

    String postgresPassword() {
        return userInfo().length > 1 ? decode(userInfo()[1]) : "";
    }

    private String[] userInfo() {
        var userInfo = URI.create(postgresUrl).getRawUserInfo();
        return (userInfo == null ? "" : userInfo).split(":", 2);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "SetupSettings[modelsDir=" + modelsDir + "]";
    }
}
