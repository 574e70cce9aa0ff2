package io.easyml.schemas.topic;

import java.time.Duration;
import java.util.Map;

/** A topic as it is created: its name, its partitions and Kafka's own settings for it. */
public record TopicShape(String name, int partitions, Map<String, String> config) {

    static TopicShape keptFor(String name, int partitions, Duration retention) {
        return new TopicShape(
                name, partitions, Map.of("cleanup.policy", "delete", "retention.ms", "" + retention.toMillis()));
    }

    static TopicShape keptForEver(String name, int partitions) {
        return new TopicShape(
                name, partitions, Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
    }

    static TopicShape compacted(String name, int partitions) {
        return new TopicShape(name, partitions, Map.of("cleanup.policy", "compact"));
    }
}
