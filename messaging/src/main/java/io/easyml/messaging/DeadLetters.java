package io.easyml.messaging;

import io.easyml.schemas.avro.DeadLetter;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what nobody can handle where an operator finds it: with its origin, its bytes and the reason, without
 * credentials in its headers. The same record always gives the same dead letter id.
 */
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final EventPublisher publisher;
    private final EventEncoding encoding;
    private final Topics topics;
    private final String consumer;
    private final InstantSource clock;

    DeadLetters(EventPublisher publisher, EventEncoding encoding, Topics topics, String consumer, InstantSource clock) {
        this.publisher = publisher;
        this.encoding = encoding;
        this.topics = topics;
        this.consumer = consumer;
        this.clock = clock;
    }

    /**
     * Publishes a dead letter and waits until Kafka has it.
     *
     * @throws WorldAtFaultException if Kafka did not confirm it: the record must then not be acknowledged
     */
    public void publish(ConsumerRecord<?, ?> raw, String reason) {
        var origin = raw.topic() + "-" + raw.partition() + "@" + raw.offset();
        var id = EventIds.following(
                UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8)), "DeadLetter/" + consumer);
        var letter = DeadLetter.newBuilder()
                .setTopic(raw.topic())
                .setPartition(raw.partition())
                .setOffset(raw.offset())
                .setTimestampMs(raw.timestamp())
                .setConsumer(consumer)
                .setReason(reason)
                .setKey(bytes(raw.key()))
                .setValue(bytes(raw.value()))
                .setHeaders(headers(raw))
                .build();
        publisher.sendDurably(
                EncodedEvent.of(
                        encoding,
                        topics.deadLetters(),
                        id,
                        letter,
                        EventOrigin.service(consumer, null, null),
                        clock.instant(),
                        id),
                LIMIT);
        log.atError()
                .addKeyValue("topic", raw.topic())
                .addKeyValue("partition", raw.partition())
                .addKeyValue("offset", raw.offset())
                .addKeyValue("reason", reason)
                .log("a record went to the dead letters");
    }

    private static @Nullable ByteBuffer bytes(@Nullable Object value) {
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
    }

    private static Map<String, ByteBuffer> headers(ConsumerRecord<?, ?> raw) {
        var headers = new HashMap<String, ByteBuffer>();
        for (var header : raw.headers()) {
            if (header.value() != null && !isCredential(header.key())) {
                headers.put(header.key(), ByteBuffer.wrap(header.value()));
            }
        }
        return headers;
    }

    private static boolean isCredential(String header) {
        var name = header.toLowerCase(Locale.ROOT);
        return name.contains("authorization")
                || name.contains("token")
                || name.contains("password")
                || name.contains("secret")
                || name.contains("api-key")
                || name.contains("api_key")
                || name.contains("cookie");
    }
}
