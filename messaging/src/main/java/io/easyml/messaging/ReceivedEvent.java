package io.easyml.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.schemas.event.EventHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from its topic.
 *
 * @param eventId from its header
 * @param time when it happened, from its header; Kafka's own timestamp where the header is missing
 */
public record ReceivedEvent(
        String topic,
        int partition,
        long offset,
        String key,
        UUID eventId,
        Instant time,
        @Nullable String actor,
        @Nullable UUID projectId,
        @Nullable String sessionId,
        @Nullable String traceparent,
        SpecificRecord record) {

    /**
     * Decodes a record.
     *
     * @throws RecordAtFaultException if its bytes or its headers cannot be read
     */
    public static ReceivedEvent of(EventEncoding encoding, ConsumerRecord<byte[], byte[]> raw) {
        var decoded = encoding.decode(raw.value());
        var time = header(raw, EventHeaders.TIME);
        try {
            var eventId = header(raw, EventHeaders.EVENT_ID);
            if (eventId == null) {
                throw new RecordAtFaultException("has no header " + EventHeaders.EVENT_ID);
            }
            var project = header(raw, EventHeaders.PROJECT_ID);
            return new ReceivedEvent(
                    raw.topic(),
                    raw.partition(),
                    raw.offset(),
                    raw.key() == null ? "" : new String(raw.key(), UTF_8),
                    UUID.fromString(eventId),
                    time == null ? Instant.ofEpochMilli(raw.timestamp()) : Instant.parse(time),
                    header(raw, EventHeaders.ACTOR),
                    project == null ? null : UUID.fromString(project),
                    header(raw, EventHeaders.SESSION_ID),
                    header(raw, EventHeaders.TRACEPARENT),
                    decoded);
        } catch (IllegalArgumentException | DateTimeException broken) {
            throw new RecordAtFaultException("has a header that cannot be read: " + broken.getMessage(), broken);
        }
    }

    /** The record's type, as {@link EventHeaders#TYPE} names it. */
    public String type() {
        return record.getSchema().getName();
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> raw, String name) {
        var header = raw.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
