package io.easyml.standalone.setup;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.easyml.schemas.audit.AuditIndexes;
import java.util.concurrent.TimeUnit;

/** Creates the indexes of the audit trail. */
final class MongoSetup {

    private static final int LIMIT_SECONDS = 20;

    private MongoSetup() {}

    static void createIndexes(String mongoUri) {
        var address = new ConnectionString(mongoUri);
        var name = address.getDatabase();
        if (name == null) {
            throw new SetupException("MONGO_URI names no database: write it as mongodb://host:port/easyml", null);
        }
        var settings = MongoClientSettings.builder()
                .applyConnectionString(address)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(LIMIT_SECONDS, TimeUnit.SECONDS))
                .build();
        try (var client = MongoClients.create(settings)) {
            var database = client.getDatabase(name);
            for (var index : AuditIndexes.all()) {
                database.getCollection(index.collection())
                        .createIndex(
                                Indexes.ascending(index.fields()),
                                new IndexOptions().name(index.name()).unique(index.unique()));
            }
        } catch (MongoException failed) {
            throw new SetupException("MongoDB could not be set up: " + failed.getMessage(), failed);
        }
    }
}
