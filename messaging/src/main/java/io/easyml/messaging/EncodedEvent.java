package io.easyml.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.schemas.event.EventHeaders;
import io.easyml.schemas.event.EventIds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record as it will stand on its topic: what an outbox stores and a producer sends.
 *
 * @param key id of what the record is about: records with the same key keep their order
 */
public record EncodedEvent(String topic, String key, Map<String, String> headers, byte[] payload) {

    /** Encodes a record that has a new id. */
    public static EncodedEvent of(
            EventEncoding encoding, String topic, UUID key, SpecificRecord record, EventOrigin origin, Instant now) {
        return of(encoding, topic, key, record, origin, now, EventIds.next());
    }

    /** Encodes a record whose id is given, for what may be said twice and must then be the same. */
    public static EncodedEvent of(
            EventEncoding encoding,
            String topic,
            UUID key,
            SpecificRecord record,
            EventOrigin origin,
            Instant now,
            UUID eventId) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(EventHeaders.EVENT_ID, eventId.toString());
        headers.put(EventHeaders.TYPE, record.getSchema().getName());
        headers.put(EventHeaders.TIME, now.truncatedTo(ChronoUnit.MICROS).toString());
        headers.put(EventHeaders.ACTOR, origin.actor());
        if (origin.projectId() != null) {
            headers.put(EventHeaders.PROJECT_ID, origin.projectId().toString());
        }
        if (origin.sessionId() != null) {
            headers.put(EventHeaders.SESSION_ID, origin.sessionId());
        }
        if (origin.traceparent() != null) {
            headers.put(EventHeaders.TRACEPARENT, origin.traceparent());
        }
        return new EncodedEvent(topic, key.toString(), Map.copyOf(headers), encoding.encode(record));
    }

    /** As the Kafka client takes it. */
    public ProducerRecord<byte[], byte[]> toProducerRecord() {
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), payload);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
