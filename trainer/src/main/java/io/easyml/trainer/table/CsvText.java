package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.tablefile.TableFile;
import io.easyml.tablefile.TableFile.Format;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a CSV file as they can be parsed: not compressed, and in a character set in which a byte below 128 is
 * always that ASCII character. A file that is not so is unpacked into a temporary file that has no name any more once it
 * is open.
 */
final class CsvText implements AutoCloseable {

    /** A gzipped table may become this many times as large, or {@link #SMALL} if that is more. */
    private static final long MOST_TIMES = 200;

    private static final long SMALL = 64L << 20;

    private final FileChannel channel;
    private final String name;
    private final Charset charset;
    private final boolean charsetGiven;
    private final long dataStart;
    private final long size;

    private CsvText(FileChannel channel, TableFile file, Format.Csv csv, Charset charset, int bom) throws IOException {
        this.channel = channel;
        this.name = file.name();
        this.charset = charset;
        this.charsetGiven = csv.charsetGiven() || bom > 0 || !csv.namesAreAscii();
        this.size = channel.size();
        this.dataStart = behindHeader(bom, (byte) csv.delimiter());
    }

    static CsvText open(TableFile file, Format.Csv csv) throws IOException {
        if (!csv.gzip() && isPlain(csv.charset())) {
            var channel = FileChannel.open(file.path(), StandardOpenOption.READ);
            return new CsvText(channel, file, csv, csv.charset(), csv.bom());
        }
        var temporary = Files.createTempFile("easyml", ".csv");
        var channel = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            boolean plain = isPlain(csv.charset());
            try (var in = unpacked(file, csv)) {
                if (plain) {
                    copy(in, channel, file);
                } else {
                    in.skipNBytes(csv.bom());
                    decode(in, csv.charset(), channel, file);
                }
            }
            return new CsvText(
                    channel, file, csv, plain ? csv.charset() : StandardCharsets.UTF_8, plain ? csv.bom() : 0);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Whether bytes below 128 are ASCII, wherever they stand. */
    private static boolean isPlain(Charset charset) {
        var name = charset.name();
        return name.equals("UTF-8")
                || name.equals("US-ASCII")
                || name.startsWith("ISO-8859-")
                || name.startsWith("windows-125");
    }

    private static InputStream unpacked(TableFile file, Format.Csv csv) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16);
        return csv.gzip() ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static void copy(InputStream in, FileChannel out, TableFile file) throws IOException {
        long limit = limit(file.path());
        long total = 0;
        var buffer = new byte[1 << 16];
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            total += got;
            refuseBomb(total, limit, file);
            write(out, ByteBuffer.wrap(buffer, 0, got));
        }
    }

    private static void decode(InputStream in, Charset charset, FileChannel out, TableFile file) throws IOException {
        long limit = limit(file.path());
        long total = 0;
        long lines = 1;
        var reader = new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        var buffer = CharBuffer.allocate(1 << 15);
        // a pair of surrogates may fall on two buffers
        var encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        var bytes = ByteBuffer.allocate(1 << 18);
        try {
            boolean more = true;
            while (more) {
                more = reader.read(buffer) >= 0;
                buffer.flip();
                lines += buffer.chars().filter(c -> c == '\n').count();
                encoder.encode(buffer, bytes, !more);
                buffer.compact();
                total += bytes.position();
                refuseBomb(total, limit, file);
                write(out, bytes.flip());
                bytes.clear();
            }
        } catch (CharacterCodingException malformed) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    file.name() + " is not in " + charset + ": near line " + lines + " stands something that cannot be"
                            + " read. Name the character set with `encoding`, or save the file as UTF-8.");
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static long limit(Path file) throws IOException {
        return Math.max(SMALL, Files.size(file) * MOST_TIMES);
    }

    private static void refuseBomb(long total, long limit, TableFile file) {
        if (total > limit) {
            throw new TrainingFailure(
                    FailureCode.TABLE_TOO_LARGE,
                    file.name() + " becomes larger than " + (limit >> 20) + " MiB when it is unpacked, more than "
                            + MOST_TIMES + " times its size. Upload it without compression if it is meant so.");
        }
    }

    private long behindHeader(int bom, byte delimiter) throws IOException {
        var head = ByteBuffer.allocate((int) Math.min(size, 8 << 20));
        while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
        var bytes = head.array();
        int length = head.position();
        int at = bom;
        while (at < length && (bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        boolean quoted = false;
        boolean begins = true;
        for (; at < length; at++) {
            byte b = bytes[at];
            if (quoted) {
                quoted = b != '"';
            } else if (b == '"' && (begins || bytes[at - 1] == '"')) {
                quoted = true;
            } else if (b == '\n' || b == '\r') {
                return at + 1;
            }
            begins = !quoted && b == delimiter;
        }
        return length;
    }

    FileChannel channel() {
        return channel;
    }

    String name() {
        return name;
    }

    Charset charset() {
        return charset;
    }

    /** Whether the character set is beyond doubt, so that other bytes are an error. */
    boolean charsetGiven() {
        return charsetGiven;
    }

    /** Where the rows begin. */
    long dataStart() {
        return dataStart;
    }

    long size() {
        return size;
    }

    /** The number of the line in which this byte stands, from 1. */
    long line(long offset) {
        try {
            long line = 1;
            long at = 0;
            byte before = 0;
            var buffer = ByteBuffer.allocate(1 << 16);
            while (at < offset) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), offset - at));
                int got = channel.read(buffer, at);
                if (got < 0) {
                    break;
                }
                for (int i = 0; i < got; i++) {
                    byte b = buffer.get(i);
                    line += b == '\r' || b == '\n' && before != '\r' ? 1 : 0;
                    before = b;
                }
                at += got;
            }
            return line;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The line of the first bytes that are not of the character set, or 0. */
    long malformedLine() throws IOException {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.allocate(1 << 16);
        var out = CharBuffer.allocate(1 << 16);
        long at = 0;
        while (true) {
            int got = channel.read(in, at + in.position());
            in.flip();
            var result = decoder.decode(in, out.clear(), got < 0);
            if (result.isError()) {
                return line(at + in.position());
            }
            at += in.position();
            if (got < 0) {
                return 0;
            }
            in.compact();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
