package io.easyml.standalone.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Sorts;
import io.easyml.schemas.audit.AuditIndexes;
import io.easyml.schemas.audit.TrailHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** The audit trail as MongoDB holds it. */
public final class Trail {

    private static final int LIMIT_SECONDS = 20;

    private Trail() {}

    /** Every document of {@code audit_logs}, partition by partition, in the order of the offsets. */
    public static List<Document> read(String mongoUri) {
        var address = new ConnectionString(mongoUri);
        var settings = MongoClientSettings.builder()
                .applyConnectionString(address)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(LIMIT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.readTimeout(LIMIT_SECONDS, TimeUnit.SECONDS))
                .build();
        try (var client = MongoClients.create(settings)) {
            return client.getDatabase(Objects.requireNonNull(address.getDatabase()))
                    .getCollection(AuditIndexes.AUDIT_LOGS)
                    .find()
                    .sort(Sorts.ascending("topic", "partition", "offset"))
                    .into(new ArrayList<>());
        }
    }

    /** Where a record stands on Kafka: a document's id. */
    public static String place(String topic, int partition, long offset) {
        return topic + "/" + partition + "/" + offset;
    }

    /** The hash that a document must have after its predecessor's. */
    public static String hash(Document document, String previous) {
        return TrailHash.of(
                previous,
                document.getString("topic"),
                document.getInteger("partition"),
                document.getLong("offset"),
                document.getLong("timestamp"),
                bytes(document, "raw_key"),
                headers(document),
                bytes(document, "raw_value"));
    }

    /** The record's headers as they were. */
    public static List<TrailHash.Header> headers(Document document) {
        return document.getList("raw_headers", Document.class).stream()
                .map(header -> new TrailHash.Header(header.getString("name"), bytes(header, "value")))
                .toList();
    }

    public static byte @Nullable [] bytes(Document document, String field) {
        var binary = document.get(field, Binary.class);
        return binary == null ? null : binary.getData();
    }
}
