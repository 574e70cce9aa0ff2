package io.easyml.trainer.algorithm;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Arrays of numbers as bytes: their length (4 bytes, big-endian), and then deflated (RFC 1951 in RFC 1950) the first byte
 * of all numbers, the second of all, and so on, which deflates far better than number after number.
 */
final class NumberArrays {

    private static final int MOST_NUMBERS = Integer.MAX_VALUE / Double.BYTES;

    private NumberArrays() {}

    static ByteString packed(double[] numbers) {
        var bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Double.BYTES));
        bytes.asDoubleBuffer().put(numbers);
        var planes = new byte[bytes.capacity()];
        for (int plane = 0; plane < Double.BYTES; plane++) {
            for (int i = 0; i < numbers.length; i++) {
                planes[plane * numbers.length + i] = bytes.get(i * Double.BYTES + plane);
            }
        }
        var out = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(out)) {
            data.writeInt(numbers.length);
            try (var deflater = new DeflaterOutputStream(data, new Deflater(Deflater.BEST_SPEED))) {
                deflater.write(planes);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can be written", impossible);
        }
        return ByteString.copyFrom(out.toByteArray());
    }

    /** @throws IllegalArgumentException if these are no such bytes */
    static double[] unpacked(ByteString packed) {
        try (var data = new DataInputStream(packed.newInput())) {
            int length = data.readInt();
            if (length < 0 || length > MOST_NUMBERS) {
                throw new IllegalArgumentException("an array of " + length + " numbers is none");
            }
            var planes = new InflaterInputStream(data).readNBytes(length * Double.BYTES);
            if (planes.length < length * Double.BYTES) {
                throw new IllegalArgumentException("an array ends early");
            }
            var bytes = ByteBuffer.allocate(planes.length);
            for (int plane = 0; plane < Double.BYTES; plane++) {
                for (int i = 0; i < length; i++) {
                    bytes.put(i * Double.BYTES + plane, planes[plane * length + i]);
                }
            }
            var numbers = new double[length];
            bytes.asDoubleBuffer().get(numbers);
            return numbers;
        } catch (IOException broken) {
            throw new IllegalArgumentException("an array cannot be unpacked", broken);
        }
    }
}
