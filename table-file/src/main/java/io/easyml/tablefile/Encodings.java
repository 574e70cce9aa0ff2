package io.easyml.tablefile;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells the character set: by the byte order mark; else UTF-16 by its zero bytes; else UTF-8 if the bytes are that; else
 * Windows-1252, which holds Latin-1's letters.
 *
 * @param bom bytes before the text
 */
record Encodings(Charset charset, int bom) {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    static Encodings of(Head head, String name, @Nullable String given) throws UnreadableTableException {
        refuseOtherFormats(head, name);
        var marked = marked(head);
        if (given != null) {
            var charset = TableOptions.charset(given)
                    .orElseThrow(() -> new UnreadableTableException(
                            FailureCode.TABLE_OPTIONS_INVALID, "`" + given + "` is no known character set."));
            if (marked != null && sameFamily(marked.charset(), charset)) {
                return marked;
            }
            return new Encodings(charset.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE : charset, 0);
        }
        if (marked != null) {
            return marked;
        }
        var wide = withoutMark(head.bytes());
        if (wide != null) {
            return new Encodings(wide, 0);
        }
        refuseBinary(head, name);
        return new Encodings(isUtf8(head) ? StandardCharsets.UTF_8 : WINDOWS_1252, 0);
    }

    private static @Nullable Encodings marked(Head head) {
        if (head.startsWith(0xef, 0xbb, 0xbf)) {
            return new Encodings(StandardCharsets.UTF_8, 3);
        }
        if (head.startsWith(0xff, 0xfe)) {
            return new Encodings(StandardCharsets.UTF_16LE, 2);
        }
        return head.startsWith(0xfe, 0xff) ? new Encodings(StandardCharsets.UTF_16BE, 2) : null;
    }

    private static boolean sameFamily(Charset marked, Charset given) {
        return marked.equals(given)
                || given.equals(StandardCharsets.UTF_16) && marked.name().startsWith("UTF-16");
    }

    /** Text of mostly Latin letters in UTF-16 has a zero in every second byte. */
    private static @Nullable Charset withoutMark(byte[] bytes) {
        int pairs = Math.min(bytes.length, 4096) / 2;
        int even = 0;
        int odd = 0;
        for (int i = 0; i < pairs; i++) {
            even += bytes[2 * i] == 0 ? 1 : 0;
            odd += bytes[2 * i + 1] == 0 ? 1 : 0;
        }
        if (pairs >= 2 && odd > pairs * 0.6 && even == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return pairs >= 2 && even > pairs * 0.6 && odd == 0 ? StandardCharsets.UTF_16BE : null;
    }

    private static void refuseOtherFormats(Head head, String name) throws UnreadableTableException {
        String format = null;
        if (head.startsWith('P', 'K', 3, 4)) {
            format = "a ZIP archive or an Excel file";
        } else if (head.startsWith(0xd0, 0xcf, 0x11, 0xe0)) {
            format = "an old Excel file";
        } else if (head.startsWith('%', 'P', 'D', 'F')) {
            format = "a PDF document";
        } else if (head.startsWith(0x89, 'P', 'N', 'G') || head.startsWith(0xff, 0xd8, 0xff)) {
            format = "an image";
        } else if (head.startsWith(0x28, 0xb5, 0x2f, 0xfd)) {
            format = "compressed by zstd";
        } else if (head.startsWith('B', 'Z', 'h') || head.startsWith(0xfd, '7', 'z', 'X', 'Z')) {
            format = "compressed by bzip2 or xz";
        } else if (head.gzip() && head.startsWith('P', 'A', 'R', '1')) {
            format = "a Parquet file inside gzip";
        } else if (head.gzip() && head.startsWith(0x1f, 0x8b)) {
            format = "compressed twice";
        } else if (head.startsWith('A', 'R', 'R', 'O', 'W', '1') || head.startsWith('O', 'R', 'C')) {
            format = "an Arrow or ORC file";
        }
        if (format != null) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + " is " + format + ". Upload the table as CSV, as gzipped CSV, or as Parquet.");
        }
    }

    private static void refuseBinary(Head head, String name) throws UnreadableTableException {
        int control = 0;
        for (byte b : head.bytes()) {
            boolean odd = b >= 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 1 && b != 31;
            if (b == 0) {
                throw new UnreadableTableException(
                        FailureCode.UNREADABLE_FILE,
                        name + " is not text: it has zero bytes. Upload the table as CSV, as gzipped CSV, or as"
                                + " Parquet.");
            }
            control += odd ? 1 : 0;
        }
        if (control > 2 + head.bytes().length / 50) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + " is not text: it is full of control characters. Upload the table as CSV, as gzipped CSV,"
                            + " or as Parquet.");
        }
    }

    private static boolean isUtf8(Head head) {
        var bytes = ByteBuffer.wrap(head.bytes());
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var out = CharBuffer.allocate(8192);
        while (true) {
            var result = decoder.decode(bytes, out, head.whole());
            if (!result.isOverflow()) {
                return !result.isError();
            }
            out.clear();
        }
    }

    /** The text of the head; what cannot be decoded stands as U+FFFD. */
    String decode(Head head) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        int skipped = Math.min(bom, head.bytes().length);
        var in = ByteBuffer.wrap(head.bytes(), skipped, head.bytes().length - skipped);
        var out = CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 16);
        decoder.decode(in, out, head.whole());
        return out.flip().toString();
    }
}
