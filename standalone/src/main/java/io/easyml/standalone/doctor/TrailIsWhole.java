package io.easyml.standalone.doctor;

import io.easyml.schemas.audit.TrailHash;
import io.easyml.standalone.store.Trail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;

/** The audit trail has every record of the topics, as it is, and nothing else; and each hash follows from the one before. */
final class TrailIsWhole implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes(
                "audit-trail", "audit_logs equals the topics record for record, and its hash chain is whole");
        var documents = new HashMap<String, Document>();
        evidence.trail().forEach(document -> documents.put(document.getString("_id"), document));
        for (var record : evidence.log()) {
            notes.looked();
            var place = Trail.place(record.topic(), record.partition(), record.offset());
            var document = documents.remove(place);
            if (document == null) {
                notes.missing(
                        evidence.isRecent(Instant.ofEpochMilli(record.timestamp())),
                        "the record " + place + " is not there");
            } else if (!isSame(record, document)) {
                notes.violated("the record " + place + " is not as it stands on the topic");
            }
        }
        documents.keySet().forEach(place -> notes.violated("the topics have no record " + place));
        chain(evidence.trail(), notes);
        return notes.finding();
    }

    private static boolean isSame(ConsumerRecord<byte[], byte[]> record, Document document) {
        var headers = new ArrayList<TrailHash.Header>();
        record.headers().forEach(header -> headers.add(new TrailHash.Header(header.key(), header.value())));
        return record.timestamp() == document.getLong("timestamp")
                && Arrays.equals(record.key(), Trail.bytes(document, "raw_key"))
                && Arrays.equals(record.value(), Trail.bytes(document, "raw_value"))
                && same(headers, Trail.headers(document));
    }

    private static boolean same(List<TrailHash.Header> one, List<TrailHash.Header> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).name().equals(other.get(i).name())
                    || !Arrays.equals(one.get(i).value(), other.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    private static void chain(List<Document> trail, Finding.Notes notes) {
        var partition = "";
        var previous = TrailHash.FIRST;
        for (var document : trail) {
            var its = document.getString("topic") + "/" + document.getInteger("partition");
            if (!its.equals(partition)) {
                partition = its;
                previous = TrailHash.FIRST;
            }
            var hash = Objects.requireNonNullElse(document.getString("hash"), "");
            if (!previous.equals(document.getString("prev_hash")) || !hash.equals(Trail.hash(document, previous))) {
                notes.violated("the hash chain breaks at " + document.getString("_id"));
            }
            previous = hash.isEmpty() ? TrailHash.FIRST : hash;
        }
    }
}
