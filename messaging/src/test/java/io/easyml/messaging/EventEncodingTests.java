package io.easyml.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.event.EventHeaders;
import io.easyml.schemas.event.EventTypes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventEncodingTests {

    private final EventEncoding encoding = new EventEncoding();
    private final TrainingStarted started = TrainingStarted.newBuilder()
            .setJobId(new UUID(1, 2))
            .setProjectId(new UUID(3, 4))
            .setAttempt(2)
            .setRunId(new UUID(5, 6))
            .setWorker("w")
            .build();

    @Test
    void bytesBeginWithTheMarkerAndTheFingerprintOfAvrosSingleObjectEncoding() {
        var bytes = encoding.encode(started);

        assertThat(Arrays.copyOf(bytes, 2)).containsExactly(0xC3, 0x01);
        assertThat(ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(SchemaNormalization.parsingFingerprint64(started.getSchema()));
        assertThat(encoding.decode(bytes)).isEqualTo(started);
    }

    @Test
    void whatAnEarlierVersionWroteIsReadAsTodaysRecord() throws Exception {
        var written = EventTypes.earlierSchemas().stream()
                .filter(schema -> schema.getName().equals("WorkerHeartbeat"))
                .findFirst()
                .orElseThrow();
        var runs = written.getField("runs").schema();
        var run = new GenericData.Record(runs.getElementType());
        run.put("job_id", new UUID(1, 2).toString());
        run.put("attempt", 3);
        run.put("run_id", new UUID(5, 6).toString());
        run.put("phase", "fit");
        run.put("percent", 50.0);
        var beat = new GenericRecordBuilder(written)
                .set("worker", "w")
                .set("worker_instance", new UUID(7, 8).toString())
                .set("slots", 1)
                .set("free_slots", 0)
                .set("runs", new GenericData.Array<>(runs, List.of(run)))
                .build();
        var buffer = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), written).encode(beat);
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);

        assertThat(encoding.decode(bytes)).isInstanceOfSatisfying(WorkerHeartbeat.class, today -> {
            assertThat(today.getWorker()).isEqualTo("w");
            assertThat(today.getRuns().getFirst().getPercent()).isEqualTo(50.0);
            assertThat(today.getRuns().getFirst().getRemainingSeconds()).isNull();
        });
    }

    @Test
    void whatIsNoRecordIsTheRecordsFault() {
        var unknown = encoding.encode(started);
        unknown[5] ^= 1;
        var short1 = Arrays.copyOf(encoding.encode(started), 30);

        for (var bytes : new byte[][] {{}, "no avro at all".getBytes(UTF_8), unknown, short1}) {
            assertThatExceptionOfType(RecordAtFaultException.class).isThrownBy(() -> encoding.decode(bytes));
        }
        assertThatExceptionOfType(RecordAtFaultException.class).isThrownBy(() -> encoding.decode(null));
    }

    @Test
    void headersSayWhoAndWhereAndComeBack() {
        var origin = EventOrigin.user(new UUID(7, 8), new UUID(3, 4), "a session");
        var event = EncodedEvent.of(
                encoding,
                "t",
                started.getJobId(),
                started,
                origin,
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                new UUID(9, 9));
        var received = ReceivedEvent.of(encoding, received(event));

        assertThat(received.eventId()).isEqualTo(new UUID(9, 9));
        assertThat(received.type()).isEqualTo("TrainingStarted");
        assertThat(received.time()).isEqualTo("2026-01-02T03:04:05.123456Z");
        assertThat(received.actor()).isEqualTo("user:" + new UUID(7, 8));
        assertThat(received.projectId()).isEqualTo(new UUID(3, 4));
        assertThat(received.sessionId()).isEqualTo("a session");
        assertThat(received.key()).isEqualTo(started.getJobId().toString());
        assertThat(received.record()).isEqualTo(started);
    }

    @Test
    void aRecordWithoutAnEventIdOrWithAnUnreadableHeaderIsAtFault() {
        var event = EncodedEvent.of(
                encoding, "t", started.getJobId(), started, EventOrigin.service("w", null, null), Instant.EPOCH);
        var without = received(event);
        without.headers().remove(EventHeaders.EVENT_ID);
        var broken = received(event);
        broken.headers().add(EventHeaders.TIME, "yesterday".getBytes(UTF_8));

        assertThatExceptionOfType(RecordAtFaultException.class)
                .isThrownBy(() -> ReceivedEvent.of(encoding, without))
                .withMessageContaining(EventHeaders.EVENT_ID);
        assertThatExceptionOfType(RecordAtFaultException.class)
                .isThrownBy(() -> ReceivedEvent.of(encoding, broken))
                .withMessageContaining("yesterday");
    }

    private static ConsumerRecord<byte[], byte[]> received(EncodedEvent event) {
        var sent = event.toProducerRecord();
        var record = new ConsumerRecord<>("t", 0, 1, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }
}
