package io.easyml.audit.trail;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.easyml.audit.AuditSettings;
import io.easyml.messaging.WorldAtFaultException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.reactivestreams.Publisher;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** MongoDB, for listener threads that may block: every call has a limit, and its failure is the world's. */
@Component
public final class TrailDatabase {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MongoDatabase database;

    TrailDatabase(MongoClient client, AuditSettings settings) {
        var name = java.util.Objects.requireNonNull(new ConnectionString(settings.mongoUri()).getDatabase());
        this.database = client.getDatabase(name).withWriteConcern(WriteConcern.MAJORITY);
    }

    public MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    /** Does something and waits for its end. */
    public void run(Publisher<?> operation) {
        try {
            Flux.from(operation).then().block(LIMIT);
        } catch (MongoException | IllegalStateException failed) {
            throw away(failed);
        }
    }

    public Optional<Document> first(Publisher<Document> query) {
        try {
            return Mono.from(query).blockOptional(LIMIT);
        } catch (MongoException | IllegalStateException failed) {
            throw away(failed);
        }
    }

    public List<Document> all(Publisher<Document> query) {
        try {
            return Flux.from(query).collectList().blockOptional(LIMIT).orElse(List.of());
        } catch (MongoException | IllegalStateException failed) {
            throw away(failed);
        }
    }

    static WorldAtFaultException away(RuntimeException failed) {
        return new WorldAtFaultException("mongodb", "cannot be used: " + failed.getMessage(), failed);
    }
}
