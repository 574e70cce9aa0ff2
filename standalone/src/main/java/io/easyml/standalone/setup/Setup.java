package io.easyml.standalone.setup;

import io.easyml.messaging.TopicSetup;
import io.easyml.schemas.database.Migrations;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.flywaydb.core.Flyway;

/**
 * Migrations, topics and group configs, indexes, and the marks of the storage roots. Idempotent: every run leaves the
 * same behind.
 */
public final class Setup {

    private final SetupSettings settings;
    private final Consumer<String> tell;

    public Setup(SetupSettings settings, Consumer<String> tell) {
        this.settings = settings;
        this.tell = tell;
    }

    /**
     * Does it all.
     *
     * @throws SetupException naming the part that could not be set up
     */
    public void run() {
        migrate();
        settings.mlflow().ifPresent(this::createMlflowDatabase);
        markRoots();
        createTopics();
        MongoSetup.createIndexes(settings.mongoUri());
        tell.accept("indexes of the audit trail are there");
    }

    private void migrate() {
        var result = Flyway.configure()
                .dataSource(
                        settings.postgres().jdbcUrl(),
                        settings.postgres().user(),
                        settings.postgres().password())
                .locations(Migrations.LOCATION)
                .loggers("slf4j")
                .load()
                .migrate();
        tell.accept(
                "database is at version " + Migrations.VERSION + " (" + result.migrationsExecuted + " migrations run)");
    }

    /** MLflow makes its own tables, in a database that must be there. */
    private void createMlflowDatabase(DatabaseAddress database) {
        try {
            tell.accept(
                    "database of MLflow is there (" + (database.create() ? "created" : "it was there already") + ")");
        } catch (SQLException failed) {
            throw new SetupException(
                    "The database of MLFLOW_BACKEND_STORE_URI could not be created: " + failed.getMessage(), failed);
        }
    }

    private void markRoots() {
        try (var connection = settings.connect()) {
            mark(connection, "models", StorageRoot.mark(settings.modelsDir()).id());
            mark(
                    connection,
                    "datasets",
                    StorageRoot.mark(settings.datasetsDir()).id());
            Files.createDirectories(settings.dvcReposDir());
            tell.accept("storage roots are marked");
        } catch (IOException | SQLException failed) {
            throw new SetupException("The storage roots could not be marked: " + failed.getMessage(), failed);
        }
    }

    private static void mark(Connection connection, String name, UUID id) throws SQLException {
        try (var insert = connection.prepareStatement(
                        "insert into storage_roots (name, id) values (?, ?) on conflict (name) do nothing");
                var select = connection.prepareStatement("select id from storage_roots where name = ?")) {
            insert.setString(1, name);
            insert.setObject(2, id);
            insert.executeUpdate();
            select.setString(1, name);
            var row = select.executeQuery();
            row.next();
            if (!id.equals(row.getObject(1, UUID.class))) {
                throw new SetupException(
                        "The directory of the " + name + " is not the one that this database knows. Point "
                                + (name.equals("models") ? "MODELS_DIR" : "DATASETS_DIR") + " to the right one.",
                        null);
            }
        }
    }

    private void createTopics() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", settings.kafkaBootstrapServers()))) {
            var created = new TopicSetup(admin, new Topics(settings.topicPrefix())).apply(settings.replicationFactor());
            tell.accept("topics are there (" + created.size() + " created)");
        }
    }

    /** The replication factor of a cluster with one broker. */
    public static Optional<Short> oneBroker() {
        return Optional.of((short) 1);
    }
}
