package io.easyml.trainer.table;

import io.easyml.tablefile.TableFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows that begin in one part of a file, parsed by one thread. Where a part begins inside of quotes nobody knows
 * before its predecessor is parsed, so it is parsed as if it began at the first line end, and {@link #begin} tells
 * afterwards whether that was right: where {@link #end} of the predecessor is the same.
 */
final class CsvChunk {

    /** A row that cannot be read. */
    record BadRow(long offset, String what) {}

    /** Longer rows are a quote that nobody closed. */
    private static final int LONGEST_ROW = 64 << 20;

    private static final int BAD_ROWS_KEPT = 20;
    private static final int INCOMPLETE = -1;
    private static final int BAD = -2;
    private static final int TOO_LONG = -3;
    private static final int SLACK = 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final CsvRules rules;
    private final FileChannel file;
    private final long fileSize;
    private final int columns;
    private final byte delimiter;
    private final CellMode.Kind[] kinds;

    private byte[] buffer;
    private long bufferStart;
    private int limit;
    private byte[] scratch = new byte[256];

    private int rows;
    private int capacity;
    private final double[] @Nullable [] values;
    private final int[] @Nullable [] codes;
    private final @Nullable Dictionary[] dictionaries;
    private final boolean[] conflict;
    private final @Nullable String[] conflictCell;
    private final long[] infinite;
    /** Of the row that is being parsed, which may turn out to be broken, or to be parsed again. */
    private int pendingConflicts;

    private final int[] pending;
    private int pendingInfinite;
    private final int[] infinitePending;

    private long begin = -1;
    private long end = -1;
    private boolean usable = true;
    private long badRows;
    private final List<BadRow> firstBadRows = new ArrayList<>();
    private @Nullable BadRow fatal;
    private double number;
    private String bad = "";

    CsvChunk(CsvRules rules, FileChannel file, long fileSize, byte[] buffer) {
        this.rules = rules;
        this.file = file;
        this.fileSize = fileSize;
        this.buffer = buffer;
        this.columns = rules.columns().size();
        this.delimiter = rules.delimiter();
        this.kinds = rules.modes().stream().map(CellMode::kind).toArray(CellMode.Kind[]::new);
        this.values = new double[columns][];
        this.codes = new int[columns][];
        this.dictionaries = new Dictionary[columns];
        this.conflict = new boolean[columns];
        this.conflictCell = new String[columns];
        this.infinite = new long[columns];
        this.pending = new int[columns];
        this.infinitePending = new int[columns];
        for (int c = 0; c < columns; c++) {
            if (kinds[c] == CellMode.Kind.TEXT) {
                dictionaries[c] = new Dictionary();
            }
        }
    }

    /**
     * Parses the rows that begin in {@code [from, to)}.
     *
     * @param certain whether a row begins at {@code from}; otherwise the first one behind a line end is taken
     */
    CsvChunk parse(long from, long to, boolean certain) throws IOException {
        long start = certain || from == 0 ? from : from - 1;
        // a little more, for the row that goes on behind the part's end
        long ahead = Math.min(1 << 16, (to - from) / 8 + 64);
        read(start, (int) Math.min(to - start + ahead, fileSize - start));
        int at = certain ? 0 : behindLineEnd();
        if (at < 0) {
            usable = false;
            return this;
        }
        begin = start + at;
        while (true) {
            at = skipEmptyLines(at, to);
            if (bufferStart + at >= to || bufferStart + at >= fileSize) {
                break;
            }
            if (rows == capacity) {
                grow();
            }
            pendingConflicts = 0;
            pendingInfinite = 0;
            int next = record(at);
            if (next >= 0) {
                for (int i = 0; i < pendingConflicts; i++) {
                    conflict[pending[i]] = true;
                }
                for (int i = 0; i < pendingInfinite; i++) {
                    infinite[infinitePending[i]]++;
                }
                rows++;
                at = next;
            } else if (next == INCOMPLETE) {
                if (!certain && limit - at > 1 << 22) {
                    // a quote that is none, most likely
                    usable = false;
                    return this;
                }
                if (limit - at > LONGEST_ROW) {
                    fatal = new BadRow(
                            bufferStart + at, "a row is longer than 64 MiB; most likely a quote in it is not closed");
                    return this;
                }
                at = readMore(at);
            } else if (next == TOO_LONG) {
                fatal = new BadRow(bufferStart + at, "a quote is not closed before the end of the file");
                if (!certain) {
                    usable = false;
                }
                return this;
            } else {
                badRows++;
                if (firstBadRows.size() < BAD_ROWS_KEPT) {
                    firstBadRows.add(new BadRow(bufferStart + at, bad));
                }
                int behind = behindRow(at);
                if (behind == INCOMPLETE) {
                    // parse it again with more to look at, which counts it again
                    badRows--;
                    if (!firstBadRows.isEmpty() && firstBadRows.getLast().offset() == bufferStart + at) {
                        firstBadRows.removeLast();
                    }
                    at = readMore(at);
                } else {
                    at = behind;
                }
            }
        }
        end = bufferStart + at;
        return this;
    }

    private void read(long from, int length) throws IOException {
        if (buffer.length < length + SLACK) {
            buffer = new byte[length + SLACK];
        }
        bufferStart = from;
        limit = 0;
        fill(length);
    }

    private void fill(int length) throws IOException {
        var into = ByteBuffer.wrap(buffer, limit, length - limit);
        long at = bufferStart + limit;
        while (into.hasRemaining()) {
            int got = file.read(into, at);
            if (got < 0) {
                break;
            }
            at += got;
        }
        limit = into.position();
        buffer[limit] = '\n';
    }

    /** Keeps what is behind {@code at}, reads on, and gives its new place. */
    private int readMore(int at) throws IOException {
        int kept = limit - at;
        int length = (int) Math.min(Math.max(2L * kept, 1 << 16), Math.max(kept, fileSize - bufferStart - at));
        var target = length + SLACK > buffer.length ? new byte[length + SLACK] : buffer;
        System.arraycopy(buffer, at, target, 0, kept);
        buffer = target;
        bufferStart += at;
        limit = kept;
        fill(length);
        return 0;
    }

    private boolean atFileEnd() {
        return bufferStart + limit >= fileSize;
    }

    private int behindLineEnd() {
        for (int at = 0; at < limit; at++) {
            if (buffer[at] == '\n') {
                return at + 1;
            }
            if (buffer[at] == '\r') {
                return at + 1 < limit && buffer[at + 1] == '\n' ? at + 2 : at + 1;
            }
        }
        return -1;
    }

    private int skipEmptyLines(int from, long to) {
        int at = from;
        while (at < limit && (buffer[at] == '\n' || buffer[at] == '\r') && bufferStart + at < to) {
            at++;
        }
        return at;
    }

    /** Behind the physical end of the line: a broken row is given up there. */
    private int behindRow(int from) {
        int at = from;
        boolean quoted = false;
        boolean begins = true;
        while (at < limit) {
            byte b = buffer[at];
            if (quoted) {
                quoted = b != '"';
            } else if (b == '"' && (begins || buffer[at - 1] == '"')) {
                quoted = true;
            } else if (b == '\n' || b == '\r') {
                break;
            }
            begins = !quoted && b == delimiter;
            at++;
        }
        if (at == limit) {
            return atFileEnd() ? limit : INCOMPLETE;
        }
        if (buffer[at] == '\r') {
            if (at + 1 == limit && !atFileEnd()) {
                return INCOMPLETE;
            }
            return at + 1 < limit && buffer[at + 1] == '\n' ? at + 2 : at + 1;
        }
        return at + 1;
    }

    private void grow() {
        int wanted = capacity == 0 ? Math.max(64, estimatedRows()) : capacity + (capacity >> 1);
        for (int c = 0; c < columns; c++) {
            switch (kinds[c]) {
                case NUMBER, TRUTH, DATE ->
                    values[c] = values[c] == null
                            ? new double[wanted]
                            : Arrays.copyOf(Objects.requireNonNull(values[c]), wanted);
                case TEXT ->
                    codes[c] = codes[c] == null
                            ? new int[wanted]
                            : Arrays.copyOf(Objects.requireNonNull(codes[c]), wanted);
                case SKIP -> {}
            }
        }
        capacity = wanted;
    }

    /** From how many lines the first bytes hold. */
    private int estimatedRows() {
        int look = Math.min(limit, 1 << 14);
        int lines = 0;
        for (int i = 0; i < look; i++) {
            lines += buffer[i] == '\n' ? 1 : 0;
        }
        // many columns make arrays of their own large: start small there
        long most = Math.max(64, (64L << 20) / 8 / Math.max(1, columns));
        return (int) Math.min(most, (long) (lines + 1) * limit / Math.max(1, look) * 17 / 16);
    }

    /** Parses a row into place {@link #rows}, and gives the place behind it, or {@link #INCOMPLETE} or {@link #BAD}. */
    private int record(int from) {
        int at = from;
        int column = 0;
        while (true) {
            var kind = column < columns ? kinds[column] : CellMode.Kind.SKIP;
            int next = kind == CellMode.Kind.NUMBER ? number(at) : -1;
            if (next >= 0) {
                Objects.requireNonNull(values[column])[rows] = number;
            } else {
                next = cell(at, column, kind);
                if (next < 0) {
                    return next;
                }
            }
            at = next;
            column++;
            if (at >= limit) {
                if (!atFileEnd()) {
                    return INCOMPLETE;
                }
                return finished(column, limit);
            }
            byte b = buffer[at++];
            if (b == delimiter) {
                continue;
            }
            if (b == '\r') {
                if (at == limit && !atFileEnd()) {
                    return INCOMPLETE;
                }
                if (at < limit && buffer[at] == '\n') {
                    at++;
                }
            }
            return finished(column, at);
        }
    }

    private int finished(int cells, int at) {
        if (cells == columns) {
            return at;
        }
        bad = cells + (cells == 1 ? " cell" : " cells") + ", but the header has " + columns
                + (columns == 1 ? " column" : " columns") + "; the first odd one is column "
                + (Math.min(cells, columns) + 1) + ". A cell that holds the delimiter must be in quotes";
        return BAD;
    }

    /** A plain number that ends at a delimiter or a line end: leaves it in {@link #number}; −1 if it is anything else. */
    private int number(int from) {
        var bytes = buffer;
        int at = from;
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        int start = at;
        long digits = 0;
        int digit;
        while ((digit = bytes[at] - '0') >= 0 && digit <= 9) {
            digits = digits * 10 + digit;
            at++;
        }
        int count = at - start;
        int exponent = 0;
        if (bytes[at] == '.') {
            int point = ++at;
            while (at + 8 <= limit && areDigits((long) LONGS.get(bytes, at))) {
                digits = digits * 100_000_000 + digits((long) LONGS.get(bytes, at));
                at += 8;
            }
            while ((digit = bytes[at] - '0') >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                at++;
            }
            exponent = point - at;
            count += at - point;
        }
        if (count == 0 || count > 18 && significant(start, at) > 18) {
            return -1;
        }
        if (bytes[at] == 'e' || bytes[at] == 'E') {
            int sign = bytes[at + 1] == '-' ? -1 : 1;
            int power = at + (bytes[at + 1] == '-' || bytes[at + 1] == '+' ? 2 : 1);
            int value = 0;
            at = power;
            while ((digit = bytes[at] - '0') >= 0 && digit <= 9 && at - power < 5) {
                value = value * 10 + digit;
                at++;
            }
            if (at == power) {
                return -1;
            }
            exponent += sign * value;
        }
        byte behind = bytes[at];
        if (behind != delimiter && behind != '\n' && behind != '\r') {
            return -1;
        }
        double value = DecimalParser.value(digits, exponent);
        number = negative ? -value : value;
        return Double.isNaN(value) ? -1 : at;
    }

    private int significant(int from, int to) {
        int at = from;
        while (at < to && (buffer[at] == '0' || buffer[at] == '.')) {
            at++;
        }
        int count = 0;
        for (; at < to; at++) {
            count += buffer[at] == '.' ? 0 : 1;
        }
        return count;
    }

    private static boolean areDigits(long eight) {
        return (eight & 0xF0F0F0F0F0F0F0F0L | (eight + 0x0606060606060606L & 0xF0F0F0F0F0F0F0F0L) >>> 4)
                == 0x3333333333333333L;
    }

    /** Eight digits at once: pairs, then fours, then eight. */
    private static long digits(long eight) {
        long value = eight - 0x3030303030303030L;
        value = value * 10 + (value >>> 8);
        long low = (value & 0x000000FF000000FFL) * 0x000F424000000064L;
        long high = (value >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L;
        return low + high >>> 32;
    }

    /** Any cell: gives the place of what ends it, or a negative number. */
    private int cell(int from, int column, CellMode.Kind kind) {
        var bytes = buffer;
        if (bytes[from] == '"' && from < limit) {
            return quoted(from + 1, column, kind);
        }
        int at = from;
        while (bytes[at] != delimiter && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        if (at == limit && !atFileEnd()) {
            return INCOMPLETE;
        }
        return take(bytes, from, at, column, kind) ? at : BAD;
    }

    private int quoted(int from, int column, CellMode.Kind kind) {
        var bytes = buffer;
        int at = from;
        int escapes = 0;
        while (true) {
            while (at < limit && bytes[at] != '"') {
                at++;
            }
            if (at >= limit) {
                return atFileEnd() ? TOO_LONG : INCOMPLETE;
            }
            if (at + 1 >= limit && !atFileEnd()) {
                return INCOMPLETE;
            }
            if (at + 1 >= limit || bytes[at + 1] != '"') {
                break;
            }
            escapes++;
            at += 2;
        }
        int behind = at + 1;
        if (behind < limit && bytes[behind] != delimiter && bytes[behind] != '\n' && bytes[behind] != '\r') {
            bad = name(column) + ": after the closing quote stands \""
                    + TableFile.shorten(
                            new String(bytes, behind, Math.min(10, limit - behind), StandardCharsets.ISO_8859_1)
                                    .split("[\r\n]", 2)[0])
                    + "\"; a quote inside of quotes is written twice";
            return BAD;
        }
        boolean taken;
        if (escapes == 0) {
            taken = take(bytes, from, at, column, kind);
        } else {
            // first of all: it may take a larger scratch
            int length = unescape(from, at);
            taken = take(scratch, 0, length, column, kind);
        }
        return taken ? behind : BAD;
    }

    private int unescape(int from, int to) {
        if (scratch.length < to - from) {
            scratch = new byte[(to - from) * 2];
        }
        int length = 0;
        for (int at = from; at < to; at++) {
            scratch[length++] = buffer[at];
            if (buffer[at] == '"') {
                at++;
            }
        }
        return length;
    }

    /** Takes in a cell's text; false if the row is broken. */
    private boolean take(byte[] source, int first, int last, int column, CellMode.Kind kind) {
        if (kind == CellMode.Kind.SKIP) {
            return true;
        }
        int from = first;
        int to = last;
        while (from < to && source[from] <= ' ' && source[from] >= 0) {
            from++;
        }
        while (from < to && source[to - 1] <= ' ' && source[to - 1] >= 0) {
            to--;
        }
        if (kind == CellMode.Kind.TEXT) {
            Objects.requireNonNull(codes[column])[rows] = from == to
                    ? -1
                    : Objects.requireNonNull(dictionaries[column]).code(source, from, to);
            return true;
        }
        double value = value(source, from, to, column, kind);
        Objects.requireNonNull(values[column])[rows] = value;
        if (!Double.isNaN(value) || rules.missing().holds(source, from, to)) {
            return true;
        }
        if (kind == CellMode.Kind.NUMBER && Cell.isInfinite(source, from, to)) {
            infinitePending[pendingInfinite++] = column;
            return true;
        }
        var mode = rules.modes().get(column);
        if (mode.strict()) {
            bad = name(column) + ": \"" + shown(source, from, to) + "\" is not " + mode.wanted() + ", " + rules.why();
            return false;
        }
        if (conflictCell[column] == null) {
            conflictCell[column] = shown(source, from, to);
        }
        pending[pendingConflicts++] = column;
        return true;
    }

    private static double value(byte[] source, int from, int to, int column, CellMode.Kind kind, CsvRules rules) {
        return switch (kind) {
            case NUMBER -> Cell.number(source, from, to);
            case TRUTH -> Cell.truth(source, from, to);
            case DATE ->
                Objects.requireNonNull(rules.modes().get(column).format()).parse(source, from, to);
            case TEXT, SKIP -> Double.NaN;
        };
    }

    private double value(byte[] source, int from, int to, int column, CellMode.Kind kind) {
        return value(source, from, to, column, kind, rules);
    }

    private String name(int column) {
        return column < columns
                ? "column `" + TableFile.shorten(rules.columns().get(column)) + "`"
                : "column " + (column + 1);
    }

    private static String shown(byte[] source, int from, int to) {
        return TableFile.shorten(new String(source, from, Math.min(to - from, 200), StandardCharsets.UTF_8));
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    /** Whether a row began here at all, as far as one could tell. */
    boolean usable() {
        return usable;
    }

    int rows() {
        return rows;
    }

    long badRows() {
        return badRows;
    }

    List<BadRow> firstBadRows() {
        return firstBadRows;
    }

    /** What ended the reading for good. */
    @Nullable
    BadRow fatal() {
        return fatal;
    }

    boolean conflict(int column) {
        return conflict[column];
    }

    long infinite(int column) {
        return infinite[column];
    }

    double[] values(int column) {
        return Objects.requireNonNull(values[column]);
    }

    int[] codes(int column) {
        return Objects.requireNonNull(codes[column]);
    }

    Dictionary dictionary(int column) {
        return Objects.requireNonNull(dictionaries[column]);
    }

    /** Lets go of a column that was taken over, and of the buffer. */
    void release(int column) {
        values[column] = null;
        codes[column] = null;
        dictionaries[column] = null;
    }

    /** The buffer, for the next part. */
    byte[] giveBuffer() {
        var given = buffer;
        buffer = new byte[0];
        return given;
    }

    /** Memory that the cells take, in bytes. */
    long memory() {
        long sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += (values[c] == null ? 0 : 8L * capacity) + (codes[c] == null ? 0 : 4L * capacity);
            var dictionary = dictionaries[c];
            sum += dictionary == null ? 0 : dictionary.memory();
        }
        return sum;
    }
}
