package io.easyml.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.ContainerPausingBackOffHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerContainerPauseService;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * What failed decides what happens to a record. The record is at fault: dead letter at once. The world is at fault:
 * the container pauses and polls on, and the record is tried without end, with pauses up to 30 s; readiness names what
 * is missing. Anything else: 10 tries within about 15 s, then dead letter.
 */
final class FailureHandling {

    private static final Logger log = LoggerFactory.getLogger(FailureHandling.class);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 30_000;
    /** What nobody foresaw seldom mends itself: its partition should not wait for minutes. */
    private static final long LONGEST_PAUSE_OF_THE_UNKNOWN_MS = 2_000;

    private static final int TRIES_OF_THE_UNKNOWN = 10;

    private FailureHandling() {}

    static DefaultErrorHandler errorHandler(
            DeadLetters deadLetters, Waits waits, ListenerContainerPauseService pauses) {
        var handler = new DefaultErrorHandler(
                (record, failure) -> deadLetters.publish(record, reason(failure)),
                unknown(),
                new ContainerPausingBackOffHandler(pauses));
        handler.setBackOffFunction((record, failure) -> worldAtFault(failure) != null ? world() : unknown());
        handler.addNotRetryableExceptions(RecordAtFaultException.class);
        handler.setLogLevel(org.springframework.kafka.KafkaException.Level.DEBUG);
        handler.setRetryListeners(new Listener(waits));
        return handler;
    }

    private static BackOff world() {
        return pauses(Integer.MAX_VALUE, LONGEST_PAUSE_MS);
    }

    private static BackOff unknown() {
        return pauses(TRIES_OF_THE_UNKNOWN - 1, LONGEST_PAUSE_OF_THE_UNKNOWN_MS);
    }

    private static BackOff pauses(int retries, long longest) {
        var backOff = new ExponentialBackOff(FIRST_PAUSE_MS, 2);
        backOff.setMaxInterval(longest);
        backOff.setMaxAttempts(retries);
        return backOff;
    }

    private static @Nullable WorldAtFaultException worldAtFault(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WorldAtFaultException world) {
                return world;
            }
            if (cause instanceof RetriableException) {
                return new WorldAtFaultException("kafka", String.valueOf(cause.getMessage()), cause);
            }
        }
        return null;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof RecordAtFaultException)) {
            root = root.getCause();
        }
        return root instanceof RecordAtFaultException
                ? String.valueOf(root.getMessage())
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /** Tells readiness and the log. */
    private record Listener(Waits waits) implements RetryListener {

        @Override
        public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception failure, int attempt) {
            if (failure == null) {
                return;
            }
            var world = worldAtFault(failure);
            if (world != null) {
                waits.waitsFor(record, world);
            }
            if (attempt == 1 || attempt % 10 == 0) {
                log.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("attempt", attempt)
                        .setCause(world == null ? failure : null)
                        .log("a record could not be handled: {}", reason(failure));
            }
        }
    }
}
