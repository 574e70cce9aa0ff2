package io.easyml.versioning.health;

import io.easyml.messaging.TopicSetup;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.messaging.start.CannotStartException;
import io.easyml.schemas.database.Migrations;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import io.easyml.versioning.dvc.DvcRepositories;
import io.easyml.versioning.settings.VersioningSettings;
import io.easyml.versioning.version.WorkList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Before anything else starts: did {@code setup} run, and do we see the directories that the others see? */
@Component
final class StartCheck implements SmartLifecycle {

    private final VersioningSettings settings;
    private final JdbcClient jdbc;
    private final KafkaAdmin kafka;
    private final Topics topics;
    private final DvcRepositories repositories;
    private final WorkList workList;
    private volatile boolean done;

    StartCheck(
            VersioningSettings settings,
            JdbcClient jdbc,
            KafkaAdmin kafka,
            Topics topics,
            DvcRepositories repositories,
            WorkList workList) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.kafka = kafka;
        this.topics = topics;
        this.repositories = repositories;
        this.workList = workList;
    }

    @Override
    public void start() {
        migrations();
        root("models", "MODELS_DIR", settings.models());
        root("datasets", "DATASETS_DIR", settings.datasets());
        topics();
        try {
            repositories.check(workList.anyVersion(null));
        } catch (IOException failed) {
            throw new CannotStartException(
                    "Git and DVC cannot be used: " + failed.getMessage() + ". Is git on the path, and can"
                            + " DVC_REPOS_DIR, DVC_WORK_DIR and DVC_REMOTE_URL be written to?",
                    failed);
        }
        done = true;
    }

    private void migrations() {
        try {
            var applied = jdbc.sql("select count(*) from flyway_schema_history where version = ? and success")
                    .param(Migrations.VERSION)
                    .query(Integer.class)
                    .single();
            if (applied != 1) {
                throw new CannotStartException("The database is not at version " + Migrations.VERSION
                        + ". Run setup of this release before its services.");
            }
        } catch (DataAccessException failed) {
            var root = failed.getMostSpecificCause();
            throw new CannotStartException(
                    "The database of POSTGRES_URL (" + settings.postgres() + ") cannot be used, or setup did not run: "
                            + root.getMessage(),
                    failed);
        }
    }

    private void root(String name, String setting, Path directory) {
        try {
            var seen = StorageRoot.open(directory).id();
            var marked = jdbc.sql("select id from storage_roots where name = ?")
                    .param(name)
                    .query(UUID.class)
                    .optional();
            if (marked.isEmpty()) {
                throw new CannotStartException("The database does not know the " + name + " root. Run setup first.");
            }
            if (!marked.get().equals(seen)) {
                throw new CannotStartException(setting + " (" + directory + ") is another directory than the one that"
                        + " setup marked and the other services use. Mount the right one.");
            }
        } catch (IOException notMarked) {
            throw new CannotStartException(setting + ": " + notMarked.getMessage(), notMarked);
        }
    }

    private void topics() {
        try (var admin = Admin.create(kafka.getConfigurationProperties())) {
            var missing = new TopicSetup(admin, topics).missing();
            if (!missing.isEmpty()) {
                throw new CannotStartException("Kafka lacks topics: " + missing + ". Run setup first.");
            }
        } catch (WorldAtFaultException away) {
            throw new CannotStartException(
                    "Kafka at KAFKA_BOOTSTRAP_SERVERS cannot be used: " + away.getMessage(), away);
        }
    }

    @Override
    public void stop() {
        done = false;
    }

    @Override
    public boolean isRunning() {
        return done;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
