package io.easyml.gateway;

import io.easyml.messaging.start.CannotStartException;
import io.easyml.schemas.database.Migrations;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Services only check that setup was done: the migrations of this version, and the storage roots it marked. */
@Component
class SetupCheck implements SmartLifecycle {

    private final BlockingDatabase database;
    private final StorageRoots roots;
    private boolean done;

    SetupCheck(BlockingDatabase database, StorageRoots roots) {
        this.database = database;
        this.roots = roots;
    }

    @Override
    public void start() {
        try {
            var applied = database.client()
                    .sql("select count(*) from flyway_schema_history where success and version = ?")
                    .param(Migrations.VERSION)
                    .query(Integer.class)
                    .single();
            if (applied == 0) {
                throw CannotStartException.setting(
                        "POSTGRES_URL", "leads to a database of another version", "Run this version's setup first");
            }
            compare("models", roots.models().id(), "MODELS_DIR");
            compare("datasets", roots.datasets().id(), "DATASETS_DIR");
        } catch (DataAccessException failed) {
            throw CannotStartException.setting(
                    "POSTGRES_URL",
                    "cannot be used: " + failed.getMostSpecificCause().getMessage(),
                    "Check the address, and that setup was run on this database");
        }
        done = true;
    }

    private void compare(String name, UUID seen, String setting) {
        var marked = database.client()
                .sql("select id from storage_roots where name = ?")
                .param(name)
                .query(UUID.class)
                .optional();
        if (marked.isEmpty() || !marked.get().equals(seen)) {
            throw CannotStartException.setting(
                    setting,
                    "leads to another directory than the one that setup marked",
                    "Mount the volume that setup saw, or run setup again on a new platform");
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

    /** Before anything that listens or leads. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
