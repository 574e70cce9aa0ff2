package io.easyml.audit.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.audit.TrailHash;
import io.easyml.schemas.avro.TrainingStarted;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;

class TrailRecordTests {

    private static final UUID JOB = UUID.randomUUID();
    private final EventEncoding encoding = new EventEncoding();

    @Test
    void aReadableRecordStandsWithItsFieldsAndItsBytes() {
        var document = TrailRecord.document(encoding, record(), TrailHash.FIRST);

        assertThat(document.getString("_id")).isEqualTo("t/3/17");
        assertThat(document.getString("event_type")).isEqualTo("TrainingStarted");
        assertThat(document.getString("actor")).isEqualTo("service:w");
        assertThat(document.getString("key")).isEqualTo(JOB.toString());
        assertThat(document.get("payload", Document.class).getString("job_id")).isEqualTo(JOB.toString());
        assertThat(document.get("payload", Document.class).getInteger("attempt"))
                .isEqualTo(1);
        assertThat(document.get("raw_value", Binary.class).getData()).isEqualTo(record().value());
    }

    @Test
    void theStoredDocumentGivesTheSameHashAgain() {
        var raw = record();
        raw.headers().add("twice", new byte[] {1}).add("twice", new byte[] {2}).add("none", null);
        var document = TrailRecord.document(encoding, raw, TrailHash.FIRST);

        assertThat(TrailRecord.hash(document, TrailHash.FIRST)).isEqualTo(document.getString("hash"));
        assertThat(document.getList("raw_headers", Document.class).stream()
                        .filter(header -> header.getString("name").equals("twice")))
                .hasSize(2);
    }

    @Test
    void whatNobodyCanReadIsKeptAsItsBytesWithTheReason() {
        var raw = new ConsumerRecord<byte[], byte[]>("t", 0, 1, null, "no avro".getBytes(UTF_8));
        var document = TrailRecord.document(encoding, raw, TrailHash.FIRST);

        assertThat(document).doesNotContainKey("payload");
        assertThat(document.getString("unreadable")).contains("single-object");
        assertThat(document.get("raw_value", Binary.class).getData()).isEqualTo("no avro".getBytes(UTF_8));
    }

    @Test
    void aTombstoneIsARecordToo() {
        var raw = new ConsumerRecord<byte[], byte[]>("t", 0, 2, "k".getBytes(UTF_8), null);
        var document = TrailRecord.document(encoding, raw, TrailHash.FIRST);

        assertThat(document.get("raw_value")).isNull();
        assertThat(TrailRecord.hash(document, TrailHash.FIRST)).isEqualTo(document.getString("hash"));
    }

    private ConsumerRecord<byte[], byte[]> record() {
        var started = TrainingStarted.newBuilder()
                .setJobId(JOB)
                .setProjectId(new UUID(1, 2))
                .setAttempt(1)
                .setRunId(new UUID(3, 4))
                .setWorker("w")
                .build();
        var event = EncodedEvent.of(
                encoding, "t", JOB, started, EventOrigin.service("w", null, null), Instant.EPOCH, new UUID(5, 6));
        var record = new ConsumerRecord<>("t", 3, 17, event.key().getBytes(UTF_8), event.payload());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
