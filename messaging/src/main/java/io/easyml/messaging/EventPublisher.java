package io.easyml.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.kafka.core.KafkaTemplate;

/** Sends records, idempotently and with acks from all in-sync replicas. May block: not for an event loop. */
public final class EventPublisher {

    private final KafkaTemplate<byte[], byte[]> kafka;

    EventPublisher(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /** Sends a record; the future completes when Kafka has it durably, or fails. */
    public CompletableFuture<RecordMetadata> send(EncodedEvent event) {
        try {
            return kafka.send(event.toProducerRecord()).thenApply(result -> result.getRecordMetadata());
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Sends a record and waits until it is durable.
     *
     * @throws WorldAtFaultException if Kafka did not confirm it in time; it may or may not have it
     */
    public RecordMetadata sendDurably(EncodedEvent event, Duration limit) {
        try {
            return send(event).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException("kafka", "interrupted while sending to " + event.topic(), interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            var cause = failed.getCause() == null ? failed : failed.getCause();
            throw new WorldAtFaultException(
                    "kafka", "did not confirm a record to " + event.topic() + ": " + cause.getMessage(), cause);
        }
    }
}
