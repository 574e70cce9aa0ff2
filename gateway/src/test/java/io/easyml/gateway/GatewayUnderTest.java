package io.easyml.gateway;

import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.TopicSetup;
import io.easyml.schemas.database.Migrations;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flywaydb.core.Flyway;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.blockhound.BlockHound;

/** A gateway on real servers, set up as {@code setup} does, and the topics as another service sees them. */
final class GatewayUnderTest implements AutoCloseable {

    final EventEncoding encoding = new EventEncoding();
    final Topics topics;
    final Path folder;
    final PostgresAddress postgres;
    private final Map<String, Object> settings;
    private final KafkaProducer<byte[], byte[]> producer;
    private ConfigurableApplicationContext context;

    private GatewayUnderTest(Topics topics, Path folder, PostgresAddress postgres, Map<String, Object> settings) {
        this.topics = topics;
        this.folder = folder;
        this.postgres = postgres;
        this.settings = settings;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.instance().kafka(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.context = run();
    }

    /** Nothing that answers a request may block: BlockHound makes it fail. */
    static {
        BlockHound.builder()
                // ids need random bytes, which the JDK reads from a device that does not block
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                // classes are loaded once
                .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
                .allowBlockingCallsInside(
                        "org.springframework.boot.loader.net.protocol.jar.JarUrlClassLoader", "loadClass")
                .allowBlockingCallsInside("java.util.ServiceLoader$LazyClassPathLookupIterator", "parse")
                .allowBlockingCallsInside("org.hibernate.validator.internal.engine.ValidatorImpl", "validate")
                .allowBlockingCallsInside("org.springdoc.core.service.OpenAPIService", "build")
                .install();
    }

    static GatewayUnderTest start(String name) {
        return start(name, Map.of(), url -> url);
    }

    /**
     * Starts a gateway with other settings than the usual ones.
     *
     * @param way by which it reaches PostgreSQL, where that is not the direct one
     */
    static GatewayUnderTest start(String name, Map<String, String> changes, UnaryOperator<String> way) {
        try {
            var servers = TestServers.instance();
            var topics = new Topics(name);
            var folder = Files.createTempDirectory("easyml-" + name);
            var url = servers.postgres(name);
            var postgres = PostgresAddress.of(url);
            Flyway.configure()
                    .dataSource(postgres.jdbcUrl(), postgres.user(), postgres.password())
                    .locations(Migrations.LOCATION)
                    .load()
                    .migrate();
            try (var connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                    var insert = connection.prepareStatement("insert into storage_roots (name, id) values (?, ?)")) {
                for (var root : List.of("models", "datasets")) {
                    insert.setString(1, root);
                    insert.setObject(2, StorageRoot.mark(folder.resolve(root)).id());
                    insert.execute();
                }
            }
            try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafka()))) {
                new TopicSetup(admin, topics).apply(Optional.of((short) 1));
            }
            var settings = new HashMap<String, Object>();
            settings.put("server.port", "0");
            settings.put("KAFKA_BOOTSTRAP_SERVERS", servers.kafka());
            settings.put("KAFKA_TOPIC_PREFIX", name);
            settings.put("POSTGRES_URL", way.apply(url));
            settings.put("REDIS_URL", servers.redis());
            settings.put("MODELS_DIR", folder.resolve("models").toString());
            settings.put("DATASETS_DIR", folder.resolve("datasets").toString());
            settings.put("SECRET_KEY", "only-for-tests-0123456789-abcdefghijk");
            settings.put("ADMIN_PASSWORD", "an admin's password");
            settings.put("MAX_UPLOAD_BYTES", "100KB");
            settings.putAll(changes);
            return new GatewayUnderTest(topics, folder, postgres, settings);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private ConfigurableApplicationContext run() {
        var application = new SpringApplication(Gateway.class);
        application.setDefaultProperties(settings);
        // the packaged settings name environment variables; here they come as arguments
        return application.run(settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
    }

    void restart() {
        context.close();
        context = run();
    }

    String address() {
        var server = ((WebServerApplicationContext) context).getWebServer();
        return "http://127.0.0.1:" + java.util.Objects.requireNonNull(server).getPort();
    }

    /** Says something on the training events, as a worker does; gives the record so that it can be said again. */
    EncodedEvent say(UUID job, SpecificRecord record) {
        var event = EncodedEvent.of(
                encoding,
                topics.trainingEvents(),
                job,
                record,
                EventOrigin.service("a-worker", null, null),
                Instant.now(),
                EventIds.next());
        send(event);
        return event;
    }

    void send(EncodedEvent event) {
        try {
            producer.send(event.toProducerRecord()).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Everything that stands on a topic now. */
    List<ReceivedEvent> read(String topic) {
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
