package io.easyml.audit.trail;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.audit.TrailHash;
import io.easyml.schemas.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** A record of an events topic as a document of {@code audit_logs}, and back. */
final class TrailRecord {

    private TrailRecord() {}

    static String id(String topic, int partition, long offset) {
        return topic + "/" + partition + "/" + offset;
    }

    static Document document(EventEncoding encoding, ConsumerRecord<byte[], byte[]> raw, String previous) {
        var headers = headers(raw);
        var document = new Document("_id", id(raw.topic(), raw.partition(), raw.offset()))
                .append("topic", raw.topic())
                .append("partition", raw.partition())
                .append("offset", raw.offset())
                .append("timestamp", raw.timestamp())
                .append("event_id", text(raw, EventHeaders.EVENT_ID))
                .append("event_type", text(raw, EventHeaders.TYPE))
                .append("time", text(raw, EventHeaders.TIME))
                .append("actor", text(raw, EventHeaders.ACTOR))
                .append("project_id", text(raw, EventHeaders.PROJECT_ID))
                .append("session_id", text(raw, EventHeaders.SESSION_ID))
                .append("key", raw.key() == null ? null : new String(raw.key(), StandardCharsets.UTF_8));
        try {
            document.append(
                    "payload", AvroDocument.of(ReceivedEvent.of(encoding, raw).record()));
        } catch (RecordAtFaultException unreadable) {
            // the trail is complete: what nobody can read is kept as its bytes
            document.append("unreadable", unreadable.getMessage());
        }
        var kept = headers.stream()
                .map(header -> new Document("name", header.name())
                        .append("value", header.value() == null ? null : new Binary(header.value())))
                .toList();
        return document.append("raw_key", raw.key() == null ? null : new Binary(raw.key()))
                .append("raw_headers", kept)
                .append("raw_value", raw.value() == null ? null : new Binary(raw.value()))
                .append("prev_hash", previous)
                .append(
                        "hash",
                        TrailHash.of(
                                previous,
                                raw.topic(),
                                raw.partition(),
                                raw.offset(),
                                raw.timestamp(),
                                raw.key(),
                                headers,
                                raw.value()));
    }

    /** The hash that a stored document must have after its predecessor. */
    static String hash(Document stored, String previous) {
        var headers = stored.getList("raw_headers", Document.class).stream()
                .map(header -> new TrailHash.Header(header.getString("name"), bytes(header, "value")))
                .toList();
        return TrailHash.of(
                previous,
                stored.getString("topic"),
                stored.getInteger("partition"),
                stored.getLong("offset"),
                stored.getLong("timestamp"),
                bytes(stored, "raw_key"),
                headers,
                bytes(stored, "raw_value"));
    }

    /** The bytes of the record's value, for readers that decode it again. */
    static byte @Nullable [] bytes(Document stored, String field) {
        var binary = stored.get(field, Binary.class);
        return binary == null ? null : binary.getData();
    }

    private static List<TrailHash.Header> headers(ConsumerRecord<?, ?> raw) {
        var headers = new ArrayList<TrailHash.Header>();
        raw.headers().forEach(header -> headers.add(new TrailHash.Header(header.key(), header.value())));
        return headers;
    }

    /** The last header of a name, as Kafka's own clients read it. */
    private static @Nullable String text(ConsumerRecord<?, ?> raw, String name) {
        var header = raw.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
