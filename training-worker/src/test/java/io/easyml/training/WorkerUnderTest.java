package io.easyml.training;

import static org.awaitility.Awaitility.await;

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
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
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
    private final String kafka;
    private final Class<?>[] sources;
    private ConfigurableApplicationContext context;

    /** @param parts beans that take the place of the worker's own */
    WorkerUnderTest(String name, Map<String, String> more, Class<?>... parts) {
        sources =
                Stream.concat(Stream.of(TrainingWorker.class), Stream.of(parts)).toArray(Class<?>[]::new);
        try {
            topics = new Topics(name);
            var folder = Files.createTempDirectory("easyml-" + name);
            models = StorageRoot.mark(folder.resolve("models"));
            datasets = StorageRoot.mark(folder.resolve("datasets"));
            var servers = TestServers.instance();
            kafka = more.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", servers.kafka());
            try (var admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
                new TopicSetup(admin, topics).apply(Optional.of((short) 1));
            }
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka, "acks", "all"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            settings = new HashMap<>(Map.of(
                    "server.port",
                    "0",
                    "KAFKA_BOOTSTRAP_SERVERS",
                    kafka,
                    "KAFKA_TOPIC_PREFIX",
                    name,
                    "MLFLOW_TRACKING_URI",
                    servers.mlflow(),
                    "MODELS_DIR",
                    models.directory().toString(),
                    "DATASETS_DIR",
                    datasets.directory().toString(),
                    "WORKER_NAME",
                    "worker-under-test",
                    "TRAINER_MAX_MEMORY_MB",
                    "512",
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
                sources,
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

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The trainers of all workers of this JVM. */
    static List<ProcessHandle> trainers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("io.easyml.trainer.Main"))
                .toList();
    }

    /** The lines of the log of a job's run. */
    List<String> log(UUID job, UUID run) {
        try {
            return Files.readAllLines(models.resolve(".runs/" + job + "/1-" + run + ".log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for the first event of a type about a job. */
    <T extends SpecificRecord> T awaitEvent(UUID job, Class<T> type) {
        return await(type.getSimpleName() + " about " + job)
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> about(job, topics.trainingEvents()).stream()
                                .map(ReceivedEvent::record)
                                .filter(type::isInstance)
                                .map(type::cast)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<String> types(UUID job) {
        return about(job, topics.trainingEvents()).stream()
                .map(ReceivedEvent::type)
                .toList();
    }

    /** A table of two numbers and a label that follows from them. */
    static String table(int rows) {
        var random = new Random(3);
        var csv = new StringBuilder("x,y,label\n");
        for (int i = 0; i < rows; i++) {
            var x = random.nextDouble();
            var y = random.nextDouble();
            csv.append(x)
                    .append(',')
                    .append(y)
                    .append(',')
                    .append(x + y > 1 ? "high" : "low")
                    .append('\n');
        }
        return csv.toString();
    }

    /** An order that takes some seconds: long enough to do something meanwhile, and short enough to wait for. */
    TrainingOrder secondsOrder() {
        var order = order(table(100_000), "label", "gradient_boosting_classifier");
        order.getHyperparameters().put("n_estimators", 400L);
        return order;
    }

    /** An order that takes minutes, unless it is ended. */
    TrainingOrder longOrder(String modelType) {
        var order = order(table(200_000), "label", modelType);
        order.getHyperparameters().put("n_estimators", 2_000L);
        return order;
    }

    /** Sends a signal to a process. */
    static void signal(String name, long pid) {
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " \"$1\"", "sh", Long.toString(pid)).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("the signal " + name + " was not sent to " + pid);
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
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
                Map.<String, Object>of("bootstrap.servers", kafka),
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
