package io.easyml.trainer.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Different texts, as bytes in one array, each with a code: 0, 1, 2, … in the order in which they come. */
final class Dictionary {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private int[] slots = new int[32];
    private int[] hashes = new int[16];
    private int[] ends = new int[17];
    private byte[] bytes = new byte[128];
    private int size;

    int size() {
        return size;
    }

    int from(int code) {
        return ends[code];
    }

    int to(int code) {
        return ends[code + 1];
    }

    byte[] bytes() {
        return bytes;
    }

    /** The code of a text, a new one if it has none yet. */
    int code(byte[] source, int from, int to) {
        int hash = hash(source, from, to);
        int slot = hash & slots.length - 1;
        for (int held = slots[slot]; held != 0; held = slots[slot]) {
            int code = held - 1;
            if (hashes[code] == hash && Arrays.equals(bytes, ends[code], ends[code + 1], source, from, to)) {
                return code;
            }
            slot = slot + 1 & slots.length - 1;
        }
        append(source, from, to, hash);
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private void append(byte[] source, int from, int to, int hash) {
        int start = ends[size];
        long needed = (long) start + to - from;
        if (needed > MOST_BYTES) {
            throw new OutOfMemoryError("the texts of a column take more than 2 GiB");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(needed, bytes.length * 3L / 2)));
        }
        System.arraycopy(source, from, bytes, start, to - from);
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            ends = Arrays.copyOf(ends, size * 2 + 1);
        }
        hashes[size] = hash;
        ends[++size] = (int) needed;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int code = 0; code < size; code++) {
            int slot = hashes[code] & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = code + 1;
        }
    }

    private static int hash(byte[] source, int from, int to) {
        long hash = to - from;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = (hash ^ (long) LONGS.get(source, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) {
            hash = (hash ^ source[at]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ hash >>> 32);
    }

    /** Memory that it takes, in bytes. */
    long memory() {
        return 4L * (slots.length + hashes.length + ends.length) + bytes.length;
    }

    /** The arrays, no longer than they need to be; the dictionary is not to be used any more. */
    Levels levels(java.nio.charset.Charset charset) {
        return new Levels(Arrays.copyOf(bytes, ends[size]), Arrays.copyOf(ends, size + 1), charset);
    }
}
