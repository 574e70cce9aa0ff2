package io.easyml.versioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.TopicSetup;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.DatasetUploaded;
import io.easyml.schemas.avro.FileEntry;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.database.Migrations;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flywaydb.core.Flyway;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What `setup`, the gateway and the training worker would have done, on real servers, for one test class. */
final class TestPlatform implements AutoCloseable {

    final Topics topics;
    final JdbcClient jdbc;
    final Path folder;
    final UUID user = UUID.randomUUID();
    private final EventEncoding encoding = new EventEncoding();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Object> settings = new HashMap<>();

    TestPlatform(String name, Path folder) throws IOException {
        this.folder = folder;
        var servers = TestServers.instance();
        var postgres = servers.postgres(name);
        var uri = URI.create(postgres);
        var credentials = uri.getUserInfo().split(":", 2);
        var database = new DriverManagerDataSource(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(),
                credentials[0],
                credentials[1]);
        Flyway.configure()
                .dataSource(database)
                .locations(Migrations.LOCATION)
                .load()
                .migrate();
        jdbc = JdbcClient.create(database);
        topics = new Topics(name.replace('_', '-'));
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafka()))) {
            new TopicSetup(admin, topics).apply(Optional.empty());
        }
        for (var root : List.of("models", "datasets")) {
            jdbc.sql("insert into storage_roots (name, id) values (?, ?)")
                    .params(root, StorageRoot.mark(folder.resolve(root)).id())
                    .update();
        }
        jdbc.sql("insert into users (id, username, email, password_hash) values (?, 'ada', 'ada@example.org', '-')")
                .param(user)
                .update();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
        settings.putAll(Map.of(
                "POSTGRES_URL", postgres,
                "KAFKA_BOOTSTRAP_SERVERS", servers.kafka(),
                "KAFKA_TOPIC_PREFIX", topics.prefix(),
                "spring.flyway.enabled", "false",
                "MLFLOW_TRACKING_URI", "http://127.0.0.1:9",
                "MODELS_DIR", folder.resolve("models").toString(),
                "DATASETS_DIR", folder.resolve("datasets").toString(),
                "DVC_REMOTE_URL", remote().toString(),
                "DVC_REPOS_DIR", folder.resolve("git").toString(),
                "DVC_PYTHON", servers.python().python().toString()));
    }

    Path remote() {
        return folder.resolve("remote");
    }

    Path origin(UUID project) {
        return folder.resolve("git").resolve(project + ".git");
    }

    Path clone(UUID project) {
        return folder.resolve("work-one/clones").resolve(project.toString());
    }

    /** A worker with its own working clones. */
    ConfigurableApplicationContext worker(String name, Map<String, String> other) {
        var all = new HashMap<>(settings);
        all.put("DVC_WORK_DIR", folder.resolve("work-" + name).toString());
        all.putAll(other);
        return new SpringApplicationBuilder(VersioningWorker.class)
                .properties(all)
                .run("--server.port=0");
    }

    UUID project() {
        var project = UUID.randomUUID();
        jdbc.sql("insert into projects (id, name, owner_id, experiment_name) values (?, ?, ?, ?)")
                .params(project, "p" + project, user, "ada-" + project)
                .update();
        return project;
    }

    /** A dataset as the gateway leaves it, not told to anybody yet. */
    DatasetUploaded dataset(UUID project, String name, int version, String content) throws IOException {
        var id = EventIds.next();
        var path = project + "/" + id + "/v" + version + "/data.csv";
        var file = folder.resolve("datasets").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        var sha256 = sha256(content.getBytes(UTF_8));
        jdbc.sql("""
                insert into dataset_versions (id, project_id, dataset, version, sha256, size_bytes, path, columns,
                    uploaded_by) values (?, ?, ?, ?, ?, ?, ?, '[]', ?)""")
                .params(id, project, name, version, sha256, Files.size(file), path, user)
                .update();
        return DatasetUploaded.newBuilder()
                .setDatasetVersionId(id)
                .setProjectId(project)
                .setDataset(DatasetRef.newBuilder()
                        .setDataset(name)
                        .setVersion(version)
                        .setSha256(sha256)
                        .setPath(path)
                        .setSizeBytes(Files.size(file))
                        .build())
                .setUploadedBy(user)
                .setColumns(List.of())
                .build();
    }

    /** A model as the training worker leaves it, not told to anybody yet. */
    TrainingSucceeded model(DatasetUploaded dataset, String name) throws IOException {
        var job = EventIds.next();
        var project = dataset.getProjectId();
        var path = project + "/model_" + job;
        var contents =
                Map.of("model.trees", "trees of " + job, "metadata.json", "{\"job\": \"" + job + "\"}", "data/é x", "");
        var files = new ArrayList<FileEntry>();
        for (var content : contents.entrySet()) {
            var file = folder.resolve("models").resolve(path).resolve(content.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, content.getValue());
            files.add(FileEntry.newBuilder()
                    .setPath(content.getKey())
                    .setSizeBytes(Files.size(file))
                    .setSha256(sha256(content.getValue().getBytes(UTF_8)))
                    .build());
        }
        return TrainingSucceeded.newBuilder()
                .setJobId(job)
                .setProjectId(project)
                .setAttempt(1)
                .setRunId(UUID.randomUUID())
                .setWorker("training-worker-1")
                .setOrder(TrainingOrder.newBuilder()
                        .setJobId(job)
                        .setProjectId(project)
                        .setUserId(user)
                        .setSessionId("session-1")
                        .setModelName(name)
                        .setModelType("random_forest_classifier")
                        .setTask("classification")
                        .setDataset(dataset.getDataset())
                        .setTargetColumn("income")
                        .setHyperparameters(Map.of("n_trees", 10L, "bootstrap", true))
                        .setEvaluation(Map.of("test_fraction", 0.2))
                        .setSeed(42)
                        .setPriority(0)
                        .setExperimentName("ada-" + project)
                        .build())
                .setModelPath(path)
                .setFiles(files)
                .setMetrics(Map.of("accuracy", 0.86))
                .setCurves(List.of())
                .setRows(100)
                .setFeatures(3)
                .setDurationMs(1000)
                .setStartedAt(Instant.parse("2026-11-24T12:00:00Z"))
                .build();
    }

    /** Tells an event, with an id that is made of the key and the type: telling it again is the same event. */
    UUID tell(SpecificRecord record) {
        return switch (record) {
            case DatasetUploaded uploaded ->
                tell(topics.datasetEvents(), uploaded.getDatasetVersionId(), uploaded.getProjectId(), record);
            case TrainingSucceeded succeeded ->
                tell(topics.trainingEvents(), succeeded.getJobId(), succeeded.getProjectId(), record);
            default -> throw new IllegalArgumentException(record.getSchema().getName());
        };
    }

    UUID tell(String topic, UUID key, UUID project, SpecificRecord record) {
        var id = EventIds.following(key, record.getSchema().getName());
        var event = EncodedEvent.of(
                encoding,
                topic,
                key,
                record,
                new EventOrigin(
                        "user:" + user, project, null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                Instant.now(),
                id);
        try {
            producer.send(event.toProducerRecord()).get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return id;
    }

    /** Every event of a topic about this key, in order. */
    List<ReceivedEvent> heard(String topic, UUID key) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", TestServers.instance().kafka());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var heard = new ArrayList<ReceivedEvent>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var event = ReceivedEvent.of(encoding, record);
                    if (event.key().equals(key.toString())) {
                        heard.add(event);
                    }
                }
            }
            return heard;
        }
    }

    String taskState(UUID subject) {
        return jdbc.sql("select state from versioning_tasks where subject_id = ?")
                .param(subject)
                .query(String.class)
                .optional()
                .orElse("none");
    }

    static String run(Path directory, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("DVC_NO_ANALYTICS", "1");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + output);
        }
        return output.strip();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
