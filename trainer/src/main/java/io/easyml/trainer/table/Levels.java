package io.easyml.trainer.table;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.RandomAccess;

/** Texts, held as bytes: a million names take little more memory than their letters. */
final class Levels extends AbstractList<String> implements RandomAccess {

    private final byte[] bytes;
    private final int[] ends;
    private final Charset charset;

    Levels(byte[] bytes, int[] ends, Charset charset) {
        this.bytes = bytes;
        this.ends = ends;
        this.charset = charset;
    }

    @Override
    public String get(int code) {
        return new String(bytes, ends[code], ends[code + 1] - ends[code], charset);
    }

    @Override
    public int size() {
        return ends.length - 1;
    }

    byte[] bytes() {
        return bytes;
    }

    int from(int code) {
        return ends[code];
    }

    int to(int code) {
        return ends[code + 1];
    }

    /** The same bytes in another character set. */
    Levels in(Charset other) {
        return new Levels(bytes, ends, other);
    }

    boolean areUtf8() {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b >= 0;
        }
        if (ascii) {
            return true;
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            for (int code = 0; code < size(); code++) {
                decoder.decode(ByteBuffer.wrap(bytes, ends[code], ends[code + 1] - ends[code]));
            }
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    long memory() {
        return bytes.length + 4L * ends.length;
    }
}
