package io.easyml.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Which partition waits for which part of the world; a record that gets through ends its partition's wait. Of objects,
 * since Boot gives a container no other interceptor.
 */
final class Waits implements RecordInterceptor<Object, Object> {

    private final Map<TopicPartition, String> waiting = new ConcurrentHashMap<>();
    private final Readiness readiness;

    Waits(Readiness readiness) {
        this.readiness = readiness;
    }

    void waitsFor(ConsumerRecord<?, ?> record, WorldAtFaultException world) {
        waiting.put(partition(record), world.part());
        readiness.missing(world.part(), String.valueOf(world.getMessage()));
    }

    @Override
    public ConsumerRecord<Object, Object> intercept(
            ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        return record;
    }

    @Override
    public void success(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        var part = waiting.remove(partition(record));
        if (part != null && !waiting.containsValue(part)) {
            readiness.back(part);
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
