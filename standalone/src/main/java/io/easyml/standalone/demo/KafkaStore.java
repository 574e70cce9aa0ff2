package io.easyml.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.schemas.event.EventHeaders;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The events of a job, read by a plain consumer. */
final class KafkaStore implements Store {

    /** What is said about a job that goes straight to its end, in this order. */
    static final List<String> STORY =
            List.of("TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered");

    private static final long LIMIT_NANOS = Duration.ofSeconds(20).toNanos();

    private final String servers;
    private Map<String, List<String>> types = Map.of();

    KafkaStore(String servers) {
        this.servers = servers;
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public List<String> faults(FinishedJob job) {
        if (!isTold(job)) {
            types = readAll();
        }
        return isTold(job) ? List.of() : List.of("the job's events are " + types.getOrDefault(job.id(), List.of()));
    }

    /** Whether the story is among the job's events, in order; another attempt adds to it. */
    private boolean isTold(FinishedJob job) {
        var next = 0;
        for (var type : types.getOrDefault(job.id(), List.of())) {
            if (next < STORY.size() && type.equals(STORY.get(next))) {
                next++;
            }
        }
        return next == STORY.size();
    }

    private Map<String, List<String>> readAll() {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", servers, "enable.auto.commit", "false", "default.api.timeout.ms", "20000");
        var found = new HashMap<String, List<String>>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(new Topics(Topics.DEFAULT_PREFIX).trainingEvents()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var end = System.nanoTime() + LIMIT_NANOS;
            while (System.nanoTime() < end
                    && partitions.stream()
                            .anyMatch(partition ->
                                    consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var type = record.headers().lastHeader(EventHeaders.TYPE);
                    if (type != null && record.key() != null) {
                        found.computeIfAbsent(new String(record.key(), UTF_8), job -> new ArrayList<>())
                                .add(new String(type.value(), UTF_8));
                    }
                }
            }
        }
        return found;
    }
}
