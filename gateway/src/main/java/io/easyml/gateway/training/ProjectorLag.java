package io.easyml.gateway.training;

import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/**
 * Up to when every training event has been applied, by whichever gateway's projector: the group's committed offsets
 * against the ends of the topic. Used by one thread.
 */
@Component
final class ProjectorLag implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectorLag.class);
    private static final int LIMIT_MS = 5_000;

    private final Map<String, Object> settings;
    private final Topics topics;
    private final String group;
    private final Attention applied = new Attention();
    private @Nullable Admin admin;
    private @Nullable Asked asked;

    ProjectorLag(KafkaProperties kafka, Topics topics) {
        this.settings = kafka.buildAdminProperties();
        this.settings.put("default.api.timeout.ms", LIMIT_MS);
        this.settings.put("request.timeout.ms", LIMIT_MS - 1_000);
        this.topics = topics;
        this.group = JobProjector.group(topics);
    }

    private record Asked(long at, Map<TopicPartition, Long> ends) {}

    /** Looks once, and says over which time all events were applied; empty while Kafka does not answer. */
    Optional<Attention.Span> look() throws InterruptedException {
        try {
            var open = admin == null ? admin = Admin.create(settings) : admin;
            var waiting = asked == null ? ask(open) : asked;
            var committed = open.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(LIMIT_MS, TimeUnit.MILLISECONDS);
            var reached = waiting.ends().entrySet().stream().allMatch(end -> {
                var offset = committed.get(end.getKey());
                return (offset == null ? 0 : offset.offset()) >= end.getValue();
            });
            asked = reached ? null : waiting;
            if (reached) {
                applied.reached(waiting.at());
            }
        } catch (ExecutionException | TimeoutException away) {
            log.debug("the projector's lag cannot be told", away);
            applied.lost();
            asked = null;
        }
        return applied.span();
    }

    private Asked ask(Admin open) throws InterruptedException, ExecutionException, TimeoutException {
        var at = System.nanoTime();
        var topic = topics.trainingEvents();
        var partitions = Objects.requireNonNull(open.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(LIMIT_MS, TimeUnit.MILLISECONDS)
                        .get(topic))
                .partitions()
                .size();
        var ends = open.listOffsets(IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all()
                .get(LIMIT_MS, TimeUnit.MILLISECONDS);
        return new Asked(
                at,
                ends.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, end -> end.getValue().offset())));
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
