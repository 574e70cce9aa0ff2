package io.easyml.schemas.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash chain: each record's hash is made of the record alone and of its predecessor's hash in the partition.
 *
 * <p>{@code hash = SHA-256(prev_hash as 32 bytes, topic, partition, offset, timestamp, key, headers, value)}. Texts and
 * byte strings are preceded by their length as a 32-bit big-endian number, -1 for null; partition is 32, offset and
 * timestamp are 64 bits; headers are their number and then name and value of each, in the record's order. The first record
 * of a partition has 32 zero bytes for its predecessor's hash.
 */
public final class TrailHash {

    /** What stands for the predecessor's hash before the first record of a partition. */
    public static final String FIRST = "0".repeat(64);

    /** A header of a record: a name may come more than once. */
    public record Header(String name, byte @Nullable [] value) {}

    private TrailHash() {}

    /** The hash of a record, in hexadecimal. */
    public static String of(
            String previous,
            String topic,
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            List<Header> headers,
            byte @Nullable [] value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.write(HexFormat.of().parseHex(previous));
            write(out, topic.getBytes(StandardCharsets.UTF_8));
            out.writeInt(partition);
            out.writeLong(offset);
            out.writeLong(timestamp);
            write(out, key);
            out.writeInt(headers.size());
            for (var header : headers) {
                write(out, header.name().getBytes(StandardCharsets.UTF_8));
                write(out, header.value());
            }
            write(out, value);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }
}
