package io.easyml.audit;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.TopicSetup;
import io.easyml.schemas.audit.AuditIndexes;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;

/** An audit sink on a real broker and a database of its own; and both as others see them. */
final class SinkUnderTest implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    final Topics topics;
    final UUID project = UUID.randomUUID();
    private final EventEncoding encoding = new EventEncoding();
    private final String mongoUri;
    private final MongoClient mongo;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    SinkUnderTest(String name, String mongoServer) {
        topics = new Topics(name);
        mongoUri = mongoServer + "/" + name.replace('-', '_') + "?serverSelectionTimeoutMS=2000";
        mongo = MongoClients.create(mongoUri);
        var kafka = TestServers.instance().kafka();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            new TopicSetup(admin, topics).apply(Optional.of((short) 1));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Starts a sink: in the same group as others, unless it is given another. */
    ConfigurableApplicationContext start(String... more) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--MONGO_URI=" + mongoUri,
                "--KAFKA_BOOTSTRAP_SERVERS=" + TestServers.instance().kafka(),
                "--KAFKA_TOPIC_PREFIX=" + topics.prefix()));
        arguments.addAll(List.of(more));
        var context = SpringApplication.run(AuditSink.class, arguments.toArray(String[]::new));
        running.add(context);
        return context;
    }

    EncodedEvent event(String topic, UUID key, SpecificRecord record) {
        return EncodedEvent.of(
                encoding,
                topic,
                key,
                record,
                new EventOrigin("service:test", project, "a-session", null),
                Instant.now(),
                EventIds.next());
    }

    RecordMetadata say(String topic, UUID key, SpecificRecord record) {
        return send(event(topic, key, record).toProducerRecord());
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    List<Document> trail() {
        return all(AuditIndexes.AUDIT_LOGS);
    }

    List<Document> all(String collection) {
        return List.copyOf(Flux.from(database()
                        .getCollection(collection)
                        .find()
                        .sort(new Document("topic", 1).append("partition", 1).append("offset", 1)))
                .collectList()
                .blockOptional(LIMIT)
                .orElseThrow());
    }

    void change(String collection, Bson which, Bson how) {
        Flux.from(database().getCollection(collection).updateOne(which, how)).blockLast(LIMIT);
    }

    void remove(String collection, Bson which) {
        Flux.from(database().getCollection(collection).deleteOne(which)).blockLast(LIMIT);
    }

    private com.mongodb.reactivestreams.client.MongoDatabase database() {
        return mongo.getDatabase(topics.prefix().replace('-', '_'));
    }

    @Override
    public void close() {
        running.forEach(ConfigurableApplicationContext::close);
        producer.close();
        mongo.close();
    }
}
