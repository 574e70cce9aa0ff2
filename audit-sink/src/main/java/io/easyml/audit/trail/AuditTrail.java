package io.easyml.audit.trail;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.easyml.messaging.EventEncoding;
import io.easyml.schemas.audit.AuditIndexes;
import io.easyml.schemas.audit.TrailHash;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * Every record of every events topic, as it was, once. A document's id is its place on Kafka, so that writing twice is
 * writing once; its hash is made of the record and of its predecessor's hash in the partition.
 */
@Component
public final class AuditTrail {

    private static final int DUPLICATE_KEY = 11_000;
    private static final int READ_BATCH = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TrailDatabase database;
    private final EventEncoding encoding;
    private final Topics topics;
    /** The hash after which each partition goes on; what is not here is read from the trail. */
    private final Map<TopicPartition, Last> last = new HashMap<>();

    private record Last(long offset, String hash) {}

    AuditTrail(TrailDatabase database, EventEncoding encoding, Topics topics) {
        this.database = database;
        this.encoding = encoding;
        this.topics = topics;
    }

    /**
     * Stores records, in their order in each partition; returns when they are durable.
     *
     * @throws io.easyml.messaging.WorldAtFaultException if MongoDB cannot take them now: the same records may come again
     */
    public synchronized List<Document> store(List<ConsumerRecord<byte[], byte[]>> records) {
        var documents = new ArrayList<Document>(records.size());
        var chain = new HashMap<TopicPartition, Last>();
        for (var raw : records) {
            var place = new TopicPartition(raw.topic(), raw.partition());
            var earlier = chain.get(place);
            var before = earlier == null ? before(place, raw.offset()) : earlier;
            var document = TrailRecord.document(encoding, raw, before.hash());
            chain.put(place, new Last(raw.offset(), document.getString("hash")));
            documents.add(document);
        }
        markRepeats(documents);
        insert(documents);
        last.putAll(chain);
        return documents;
    }

    private Last before(TopicPartition place, long offset) {
        var known = last.get(place);
        // another sink may have had the partition meanwhile: only the very predecessor is trusted
        if (known != null && known.offset() == offset - 1) {
            return known;
        }
        return database.first(database.collection(AuditIndexes.AUDIT_LOGS)
                        .find(Filters.and(
                                Filters.eq("topic", place.topic()),
                                Filters.eq("partition", place.partition()),
                                Filters.lt("offset", offset)))
                        .sort(Sorts.descending("offset"))
                        .limit(1))
                .map(stored -> new Last(stored.getLong("offset"), stored.getString("hash")))
                .orElse(new Last(-1, TrailHash.FIRST));
    }

    /** The same event at another place was sent twice: both stay, the later one says so. */
    private void markRepeats(List<Document> documents) {
        var ids = documents.stream()
                .map(document -> document.getString("event_id"))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var places = new HashMap<String, String>();
        for (var stored : database.all(database.collection(AuditIndexes.AUDIT_LOGS)
                .find(Filters.in("event_id", ids))
                .projection(Projections.include("event_id", "topic", "partition", "offset"))
                .sort(Sorts.ascending("offset")))) {
            places.putIfAbsent(stored.getString("event_id"), stored.getString("_id"));
        }
        var seen = new HashSet<String>();
        for (var document : documents) {
            var id = document.getString("event_id");
            if (id != null) {
                var first = places.get(id);
                var repeat = first == null ? !seen.add(id) : !first.equals(document.getString("_id"));
                if (repeat) {
                    document.append("repeat", true);
                }
            }
        }
    }

    private void insert(List<Document> documents) {
        if (documents.isEmpty()) {
            return;
        }
        try {
            Flux.from(database.collection(AuditIndexes.AUDIT_LOGS)
                            .insertMany(documents, new InsertManyOptions().ordered(false)))
                    .then()
                    .block(LIMIT);
        } catch (MongoBulkWriteException failed) {
            if (failed.getWriteConcernError() != null
                    || failed.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw TrailDatabase.away(failed);
            }
        } catch (MongoException | IllegalStateException failed) {
            throw TrailDatabase.away(failed);
        }
    }

    /** Gives every stored record to {@code reader}, topic by topic, in the order of each partition. */
    public void forEach(Consumer<Document> reader) {
        for (var topic : topics.events()) {
            // a stream, so that the reader may block: it runs on the caller's thread, not on the driver's
            try (var records = Flux.from(database.collection(AuditIndexes.AUDIT_LOGS)
                            .find(Filters.eq("topic", topic))
                            .sort(Sorts.ascending("partition", "offset"))
                            .batchSize(READ_BATCH))
                    .toStream(READ_BATCH)) {
                records.forEach(reader);
            }
        }
    }

    /** The first place where the chain does not hold, if there is one. */
    public Optional<String> firstBroken() {
        var chain = new HashMap<String, Last>();
        var broken = new ArrayList<String>();
        forEach(document -> {
            var place = document.getString("topic") + "/" + document.getInteger("partition");
            var before = chain.getOrDefault(place, new Last(-1, TrailHash.FIRST));
            var expected = TrailRecord.hash(document, before.hash());
            if (!expected.equals(document.getString("hash"))
                    || !before.hash().equals(document.getString("prev_hash"))) {
                broken.add(document.getString("_id"));
            }
            chain.put(place, new Last(document.getLong("offset"), document.getString("hash")));
        });
        return broken.stream().findFirst();
    }
}
