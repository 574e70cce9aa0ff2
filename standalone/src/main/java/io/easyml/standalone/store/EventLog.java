package io.easyml.standalone.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Topics, read by a plain consumer from their beginning to the end that they had when it began. */
public final class EventLog {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private EventLog() {}

    /**
     * Every record, in the order of each partition.
     *
     * @throws IllegalStateException if they cannot be read within a minute
     */
    public static List<ConsumerRecord<byte[], byte[]>> read(String servers, Collection<String> topics) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", servers, "enable.auto.commit", "false", "default.api.timeout.ms", "20000");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            var limit = System.nanoTime() + LIMIT.toNanos();
            while (partitions.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException("Kafka did not give all records within a minute");
                }
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** The record's key as text. */
    public static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), UTF_8);
    }

    /** The last header of this name as text. */
    public static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
