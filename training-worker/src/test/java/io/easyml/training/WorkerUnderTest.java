package io.easyml.training;

import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.TopicSetup;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A training worker with the built trainer on a real broker and a real MLflow; and its topics as others see them. */
final class WorkerUnderTest implements AutoCloseable {

    final EventEncoding encoding = new EventEncoding();
    final Topics topics;
    final StorageRoot models;
    final StorageRoot datasets;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, String> settings;
    private ConfigurableApplicationContext context;

    WorkerUnderTest(String name, Map<String, String> more) {
        try {
            topics = new Topics(name);
            var folder = Files.createTempDirectory("easyml-" + name);
            models = StorageRoot.mark(folder.resolve("models"));
            datasets = StorageRoot.mark(folder.resolve("datasets"));
            var servers = TestServers.instance();
            try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafka()))) {
                new TopicSetup(admin, topics).apply(Optional.of((short) 1));
            }
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers.kafka(), "acks", "all"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            settings = new HashMap<>(Map.of(
                    "server.port", "0",
                    "KAFKA_BOOTSTRAP_SERVERS", servers.kafka(),
                    "KAFKA_TOPIC_PREFIX", name,
                    "MLFLOW_TRACKING_URI", servers.mlflow(),
                    "MODELS_DIR", models.directory().toString(),
                    "DATASETS_DIR", datasets.directory().toString(),
                    "WORKER_NAME", "worker-under-test",
                    "TRAINER_MAX_MEMORY_MB", "512",
                    "TRAINER_HOME",
                            TestServers.root().resolve("trainer/target/app").toString()));
            settings.putAll(more);
            context = run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ConfigurableApplicationContext run() {
        return SpringApplication.run(
                TrainingWorker.class,
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    void stop() {
        context.close();
    }

    void startAgain() {
        context = run();
    }

    /** An order on a table that is stored for it. */
    TrainingOrder order(String table, String target, String modelType) {
        try {
            var bytes = table.getBytes(StandardCharsets.UTF_8);
            var name = "t" + UUID.randomUUID() + ".csv";
            Files.write(datasets.resolve(name), bytes);
            var algorithm = AlgorithmCatalogue.load().find(modelType).orElseThrow();
            var hyperparameters = new HashMap<String, Object>();
            algorithm
                    .resolve(Map.of())
                    .forEach((key, value) ->
                            hyperparameters.put(key, value instanceof Integer whole ? Long.valueOf(whole) : value));
            return TrainingOrder.newBuilder()
                    .setJobId(EventIds.next())
                    .setProjectId(UUID.randomUUID())
                    .setUserId(UUID.randomUUID())
                    .setModelName("a_model")
                    .setModelType(modelType)
                    .setTask(algorithm.task().label())
                    .setDataset(DatasetRef.newBuilder()
                            .setDataset("table.csv")
                            .setVersion(1)
                            .setSha256(HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(bytes)))
                            .setPath(name)
                            .setSizeBytes(bytes.length)
                            .build())
                    .setTargetColumn(target)
                    .setHyperparameters(hyperparameters)
                    .setEvaluation(Map.of("test_fraction", 0.25))
                    .setSeed(7)
                    .setPriority(0)
                    .setExperimentName("experiment-" + topics.prefix())
                    .build();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Says that the job is queued, as the gateway does, and commands its first attempt. */
    void submit(TrainingOrder order) {
        say(
                topics.trainingEvents(),
                order.getJobId(),
                TrainingQueued.newBuilder().setOrder(order).setSource("rest").build());
        command(order, models.id());
    }

    void command(TrainingOrder order, UUID modelsRoot) {
        say(
                topics.trainingCommands(),
                order.getJobId(),
                TrainModel.newBuilder()
                        .setOrder(order)
                        .setAttempt(1)
                        .setModelsRootId(modelsRoot)
                        .setDatasetsRootId(datasets.id())
                        .build());
    }

    EncodedEvent say(String topic, UUID key, SpecificRecord record) {
        var event = EncodedEvent.of(
                encoding, topic, key, record, EventOrigin.service("test", null, null), Instant.now(), EventIds.next());
        send(event);
        return event;
    }

    void send(EncodedEvent event) {
        send(event.toProducerRecord());
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The records about a key on a topic, in order. */
    List<ReceivedEvent> about(UUID key, String topic) {
        return all(topic).stream()
                .filter(event -> event.key().equals(key.toString()))
                .toList();
    }

    List<ReceivedEvent> all(String topic) {
        var found = new ArrayList<ReceivedEvent>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", TestServers.instance().kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(raw -> found.add(ReceivedEvent.of(encoding, raw)));
            }
        }
        return found;
    }

    @Override
    public void close() {
        context.close();
        producer.close();
    }
}
