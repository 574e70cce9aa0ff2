package io.easyml.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.schemas.avro.DeadLetter;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.topic.TopicShape;
import io.easyml.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/** What this library promises its services, on whatever broker it stands. */
abstract class MessagingContract {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final UUID JOB = UUID.randomUUID();

    private Topics topics = new Topics("unset");
    private ConfigurableApplicationContext service = SpringApplication.run(Empty.class);

    private static final class Empty {}

    /** {@code KAFKA_BOOTSTRAP_SERVERS}. */
    abstract String kafka();

    @BeforeEach
    void start() {
        service.close();
        topics = new Topics("m" + Long.toString(System.nanoTime(), 36));
        try (var admin = admin()) {
            new TopicSetup(admin, topics).apply(Optional.of((short) 1));
        }
        service = SpringApplication.run(
                Listener.class,
                "--spring.application.name=a-service",
                "--spring.config.import=classpath:easyml-messaging.yaml",
                "--spring.kafka.consumer.group-id=" + topics.prefix(),
                "--KAFKA_BOOTSTRAP_SERVERS=" + kafka(),
                "--KAFKA_TOPIC_PREFIX=" + topics.prefix());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka()));
    }

    private Listener listener() {
        return service.getBean(Listener.class);
    }

    @Test
    void topicsAreMadeAsTheyAreDescribedAndAgainChangesNothing() throws Exception {
        try (var admin = admin()) {
            var setup = new TopicSetup(admin, topics);
            assertThat(setup.apply(Optional.of((short) 1))).isEmpty();
            assertThat(setup.missing()).isEmpty();
            for (var shape : topics.all()) {
                assertThat(config(admin, ConfigResource.Type.TOPIC, shape.name()))
                        .containsAllEntriesOf(shape.config());
            }
            var descriptions = admin.describeTopics(
                            topics.all().stream().map(TopicShape::name).toList())
                    .allTopicNames()
                    .get(20, TimeUnit.SECONDS);
            assertThat(topics.all())
                    .allSatisfy(shape -> assertThat(descriptions.get(shape.name()))
                            .satisfies(made -> assertThat(made.partitions()).hasSize(shape.partitions())));
            assertThat(config(admin, ConfigResource.Type.GROUP, Topics.TRAINING_WORKERS))
                    .containsEntry("share.auto.offset.reset", "earliest");
        }
    }

    @Test
    void whatIsPublishedDurablyIsHandledInItsOrder() {
        var events = List.of(1, 2, 3, 4, 5);
        events.forEach(this::say);

        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).isEqualTo(events));
        assertThat(letters()).isEmpty();
    }

    @Test
    void aRecordAtFaultGoesToTheDeadLettersAtOnceWithItsOriginAndNoCredentials() {
        var raw = new ProducerRecord<>(topics.trainingEvents(), 0, "k".getBytes(UTF_8), "no avro".getBytes(UTF_8));
        raw.headers()
                .add("Authorization", "hidden".getBytes(UTF_8))
                .add("x-api-key", "hidden".getBytes(UTF_8))
                .add("colour", "green".getBytes(UTF_8));
        var sent = send(raw);
        say(1);

        await().atMost(SOON).untilAsserted(() -> assertThat(letters()).hasSize(1));
        var letter = letters().getFirst();
        assertThat(letter.getTopic()).isEqualTo(topics.trainingEvents());
        assertThat(letter.getPartition()).isZero();
        assertThat(letter.getOffset()).isEqualTo(sent);
        assertThat(letter.getConsumer()).isEqualTo("a-service");
        assertThat(letter.getReason()).contains("single-object");
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap("no avro".getBytes(UTF_8)));
        assertThat(letter.getHeaders()).containsOnlyKeys("colour");
        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).containsExactly(1));
    }

    @Test
    void withTheWorldAtFaultTheRecordIsTriedAgainAndNothingOvertakesItUntilItGetsThrough() {
        var readiness = service.getBean(Readiness.class);
        listener().does = started -> {
            if (started.getAttempt() == 2 && listener().tries.get() < 6) {
                throw new WorldAtFaultException("a_store", "refuses connections", new IllegalStateException());
            }
        };
        List.of(1, 2, 3).forEach(this::say);

        await().atMost(SOON).until(() -> readiness.missing().containsKey("a_store"));
        assertThat(readiness.missing().get("a_store")).contains("refuses connections");
        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).containsExactly(1, 2, 3));
        await().atMost(SOON).until(() -> readiness.missing().isEmpty());
        assertThat(letters()).isEmpty();
    }

    @Test
    void whatNobodyForesawIsTriedTenTimesAndThenDeadLettered() {
        listener().does = started -> {
            if (started.getAttempt() == 1) {
                throw new IllegalStateException("a bug");
            }
        };
        say(1);
        say(2);

        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).containsExactly(2));
        assertThat(listener().tries).hasValue(11);
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("IllegalStateException: a bug"));
    }

    @Test
    void aServiceThatComesBackGoesOnWhereItWas() {
        say(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).containsExactly(1));
        service.close();
        say(2);
        service = SpringApplication.run(
                Listener.class,
                "--spring.application.name=a-service",
                "--spring.config.import=classpath:easyml-messaging.yaml",
                "--spring.kafka.consumer.group-id=" + topics.prefix(),
                "--KAFKA_BOOTSTRAP_SERVERS=" + kafka(),
                "--KAFKA_TOPIC_PREFIX=" + topics.prefix());

        await().atMost(SOON).untilAsserted(() -> assertThat(listener().handled).containsExactly(2));
    }

    private void say(int attempt) {
        var started = TrainingStarted.newBuilder()
                .setJobId(JOB)
                .setProjectId(UUID.randomUUID())
                .setAttempt(attempt)
                .setRunId(UUID.randomUUID())
                .setWorker("w")
                .build();
        var event = EncodedEvent.of(
                new EventEncoding(),
                topics.trainingEvents(),
                JOB,
                started,
                EventOrigin.service("test", null, null),
                Instant.now());
        try (var publisher = new Publisher(kafka())) {
            publisher.publisher.sendDurably(event, Duration.ofSeconds(20));
        }
    }

    private long send(ProducerRecord<byte[], byte[]> record) {
        try (var publisher = new Publisher(kafka())) {
            return publisher.template.send(record).join().getRecordMetadata().offset();
        }
    }

    private List<DeadLetter> letters() {
        var letters = new ArrayList<DeadLetter>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = List.of(new TopicPartition(topics.deadLetters(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var end = consumer.endOffsets(partition).getOrDefault(partition.getFirst(), 0L);
            while (consumer.position(partition.getFirst()) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(raw -> letters.add((DeadLetter)
                                ReceivedEvent.of(new EventEncoding(), raw).record()));
            }
        }
        return letters;
    }

    private static Map<String, String> config(Admin admin, ConfigResource.Type type, String name) throws Exception {
        var resource = new ConfigResource(type, name);
        var config = admin.describeConfigs(List.of(resource)).all().get(20, TimeUnit.SECONDS);
        var entries = new java.util.HashMap<String, String>();
        config.values().forEach(found -> found.entries().forEach(entry -> entries.put(entry.name(), entry.value())));
        return entries;
    }

    /** A publisher of its own, as another service would have. */
    private static final class Publisher implements AutoCloseable {

        private final ProducerFactory<byte[], byte[]> producers;
        private final KafkaTemplate<byte[], byte[]> template;
        private final EventPublisher publisher;

        Publisher(String kafka) {
            producers = new org.springframework.kafka.core.DefaultKafkaProducerFactory<>(
                    Map.of("bootstrap.servers", kafka, "acks", "all"),
                    new org.apache.kafka.common.serialization.ByteArraySerializer(),
                    new org.apache.kafka.common.serialization.ByteArraySerializer());
            template = new KafkaTemplate<>(producers);
            publisher = new EventPublisher(template);
        }

        @Override
        public void close() {
            producers.reset();
        }
    }
}
