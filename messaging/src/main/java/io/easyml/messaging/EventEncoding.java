package io.easyml.messaging;

import io.easyml.schemas.event.EventTypes;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro single-object encoding (Avro specification, "Single-object encoding"): two marker bytes, the schema's 64-bit
 * Rabin fingerprint, the record. Thread-safe.
 */
public final class EventEncoding {

    private final Map<String, Schema> schemas = EventTypes.schemas();
    private final Map<Schema, BinaryMessageEncoder<SpecificRecord>> encoders = new ConcurrentHashMap<>();
    private final Map<Long, BinaryMessageDecoder<SpecificRecord>> decoders = new ConcurrentHashMap<>();

    public EventEncoding() {
        for (var schema : schemas.values()) {
            decoders.put(SchemaNormalization.parsingFingerprint64(schema), decoder(schema));
        }
        for (var written : EventTypes.earlierSchemas()) {
            var decoder = decoder(Objects.requireNonNull(schemas.get(written.getName())));
            decoder.addSchema(written);
            decoders.put(SchemaNormalization.parsingFingerprint64(written), decoder);
        }
    }

    /** The bytes of a record. */
    public byte[] encode(SpecificRecord record) {
        var encoder = encoders.computeIfAbsent(
                record.getSchema(), schema -> new BinaryMessageEncoder<>(SpecificData.getForSchema(schema), schema));
        try {
            var buffer = encoder.encode(record);
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
    }

    /**
     * The record in these bytes.
     *
     * @throws RecordAtFaultException if they are no record of a known type
     */
    public SpecificRecord decode(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < 10 || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
            throw new RecordAtFaultException("not an Avro single-object encoded record");
        }
        var fingerprint = 0L;
        for (int i = 9; i >= 2; i--) {
            fingerprint = fingerprint << 8 | (bytes[i] & 0xff);
        }
        var decoder = decoders.get(fingerprint);
        if (decoder == null) {
            throw new RecordAtFaultException(
                    "written with an unknown schema, fingerprint " + Long.toHexString(fingerprint));
        }
        try {
            return decoder.decode(bytes);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException broken) {
            throw new RecordAtFaultException("does not fit its schema: " + broken.getMessage(), broken);
        }
    }

    private static BinaryMessageDecoder<SpecificRecord> decoder(Schema schema) {
        return new BinaryMessageDecoder<>(SpecificData.getForSchema(schema), schema);
    }
}
