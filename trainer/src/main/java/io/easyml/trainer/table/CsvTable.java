package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of a text. What a column is, its first rows let guess; where a later cell does not fit the guess, the
 * file is read a second time for those columns alone, as texts, and all their cells decide.
 */
final class CsvTable {

    private static final int GUESSING_BYTES = 1 << 17;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private final CsvText text;
    private final ColumnPlan plan;
    private final CsvRules rules;
    private final CsvReading reading;
    private final List<String> notes = new ArrayList<>();
    /** What there is to say of each column; empty where there is nothing. */
    private final String[] columnNotes;

    private Charset charset;

    CsvTable(CsvText text, char delimiter, ColumnPlan plan, CsvReading reading, TableOptions options) {
        this.text = text;
        this.plan = plan;
        this.charset = text.charset();
        this.rules = new CsvRules(
                (byte) delimiter,
                plan.names(),
                List.of(),
                MissingCells.of(options.missingValues(), text.charset()),
                plan.why());
        this.reading = reading;
        this.columnNotes = new String[plan.names().size()];
        Arrays.fill(columnNotes, "");
    }

    Table read(LongConsumer onRow) throws IOException {
        var modes = modes();
        var parts = reading.parts(rules.with(modes), onRow);
        int rows = parts.stream().mapToInt(CsvChunk::rows).sum();
        long skipped = parts.stream().mapToLong(CsvChunk::badRows).sum();
        var firstSkipped = skipped == 0 ? List.<String>of() : reading.skipped(parts);
        var columns = new @Nullable Column[modes.size()];
        var again = new boolean[modes.size()];
        for (int c = 0; c < columns.length; c++) {
            int column = c;
            again[c] = parts.stream().anyMatch(part -> part.conflict(column));
            if (again[c]) {
                parts.forEach(part -> part.release(column));
            }
        }
        take(modes, parts, rows, columns, again, false);
        if (IntStream.range(0, again.length).anyMatch(c -> again[c])) {
            var second = IntStream.range(0, again.length)
                    .mapToObj(c -> again[c] ? CellMode.TEXT : CellMode.SKIP)
                    .toList();
            var texts = reading.parts(rules.with(second), row -> {});
            take(second, texts, rows, columns, again, true);
        }
        return new Table(
                text.name(),
                rows,
                Arrays.stream(columns)
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList(),
                new Table.Reading(skipped, firstSkipped, plan.leftOut(), allNotes()));
    }

    /** Those of the file, then those of the columns in their order, whichever was read first. */
    private List<String> allNotes() {
        return Stream.concat(notes.stream(), Arrays.stream(columnNotes).filter(note -> !note.isEmpty()))
                .toList();
    }

    /** What the first rows let expect; a type that somebody named is certain. */
    private List<CellMode> modes() throws IOException {
        var all = plan.wanted().stream()
                .map(wanted -> wanted.read() ? CellMode.TEXT : CellMode.SKIP)
                .toList();
        long end = Math.min(text.size(), text.dataStart() + GUESSING_BYTES);
        var sample = new CsvChunk(rules.with(all), text.channel(), text.size(), new byte[0])
                .parse(text.dataStart(), end, true);
        var modes = new ArrayList<CellMode>();
        for (int c = 0; c < all.size(); c++) {
            modes.add(all.get(c) == CellMode.SKIP ? CellMode.SKIP : mode(c, sample));
        }
        return modes;
    }

    private CellMode mode(int column, CsvChunk sample) {
        var wanted = plan.wanted().get(column).type();
        if (wanted == ColumnType.CATEGORY || wanted == ColumnType.TEXT) {
            return CellMode.TEXT;
        }
        if (wanted == ColumnType.NUMBER) {
            return new CellMode(CellMode.Kind.NUMBER, true, null);
        }
        if (wanted == ColumnType.BOOLEAN) {
            return new CellMode(CellMode.Kind.TRUTH, true, null);
        }
        if (sample.rows() == 0) {
            return wanted == ColumnType.DATE_TIME
                    ? new CellMode(CellMode.Kind.DATE, true, DateFormat.YEAR_MONTH_DAY)
                    : CellMode.TEXT;
        }
        var levels = new TextCells(sample.dictionary(column), rules.missing());
        var format = levels.dateFormat();
        if (wanted == ColumnType.DATE_TIME) {
            return new CellMode(CellMode.Kind.DATE, true, format == null ? levels.commonestDateFormat() : format);
        }
        if (levels.any() && levels.allNumbers()) {
            return CellMode.NUMBER;
        }
        // many moments are kept as numbers at once; a few are found again among the texts
        return format != null && levels.size() > 100 ? new CellMode(CellMode.Kind.DATE, false, format) : CellMode.TEXT;
    }

    private void take(
            List<CellMode> modes,
            List<CsvChunk> parts,
            int rows,
            @Nullable Column[] columns,
            boolean[] again,
            boolean isSecond)
            throws IOException {
        var failures = new ArrayList<RuntimeException>();
        IntStream.range(0, columns.length)
                .filter(c -> modes.get(c) != CellMode.SKIP && again[c] == isSecond)
                .parallel()
                .forEach(c -> {
                    try {
                        columns[c] =
                                modes.get(c).isValues() ? numbers(c, modes.get(c), parts, rows) : texts(c, parts, rows);
                    } catch (RuntimeException failed) {
                        synchronized (failures) {
                            failures.add(failed);
                        }
                    }
                });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        decode(columns);
    }

    private Column numbers(int column, CellMode mode, List<CsvChunk> parts, int rows) {
        var values = new double[rows];
        int at = 0;
        long infinite = 0;
        for (var part : parts) {
            if (part.rows() > 0) {
                System.arraycopy(part.values(column), 0, values, at, part.rows());
            }
            at += part.rows();
            infinite += part.infinite(column);
            part.release(column);
        }
        noteInfinite(column, infinite);
        var type = switch (mode.kind()) {
            case TRUTH -> ColumnType.BOOLEAN;
            case DATE -> ColumnType.DATE_TIME;
            case NUMBER, TEXT, SKIP -> ColumnType.NUMBER;
        };
        return new Column.Numbers(plan.names().get(column), type, values);
    }

    private void noteInfinite(int column, long infinite) {
        if (infinite > 0) {
            columnNotes[column] = "`" + plan.names().get(column) + "` has " + infinite
                    + (infinite == 1 ? " cell" : " cells")
                    + " with an infinite number, or one too large to hold; taken as missing.";
        }
    }

    private Column texts(int column, List<CsvChunk> parts, int rows) {
        var codes = new int[rows];
        var all = new Dictionary();
        int at = 0;
        for (var part : parts) {
            if (part.rows() > 0) {
                var local = part.dictionary(column);
                var translated = new int[local.size()];
                Arrays.fill(translated, -2);
                var own = part.codes(column);
                for (int row = 0; row < part.rows(); row++) {
                    int code = own[row];
                    if (code >= 0) {
                        if (translated[code] == -2) {
                            int from = local.from(code);
                            int to = local.to(code);
                            translated[code] = rules.missing().holds(local.bytes(), from, to)
                                    ? -1
                                    : all.code(local.bytes(), from, to);
                        }
                        code = translated[code];
                    }
                    codes[at + row] = code;
                }
            }
            at += part.rows();
            part.release(column);
        }
        return column(column, codes, all);
    }

    private Column column(int column, int[] codes, Dictionary dictionary) {
        var name = plan.names().get(column);
        var wanted = plan.wanted().get(column).type();
        if (wanted != null) {
            return new Column.Categories(name, wanted, codes, dictionary.levels(text.charset()));
        }
        var levels = new TextCells(dictionary, rules.missing());
        if (levels.any() && levels.allTruths()) {
            return new Column.Numbers(name, ColumnType.BOOLEAN, values(codes, levels.truths()));
        }
        if (levels.any() && levels.allNumbers()) {
            noteInfinite(column, levels.infinite());
            return new Column.Numbers(name, ColumnType.NUMBER, values(codes, levels.numbers()));
        }
        var format = levels.dateFormat();
        if (format != null) {
            if (format == DateFormat.MONTH_DAY_YEAR && levels.allDates(DateFormat.DAY_MONTH_YEAR)) {
                columnNotes[column] =
                        "`" + name + "` is read as month/day/year; its dates could be day/month/year as well.";
            }
            return new Column.Numbers(name, ColumnType.DATE_TIME, values(codes, levels.dates(format)));
        }
        return new Column.Categories(
                name,
                levels.areWords(codes) ? ColumnType.TEXT : ColumnType.CATEGORY,
                codes,
                dictionary.levels(text.charset()));
    }

    private static double[] values(int[] codes, double[] ofLevel) {
        var values = new double[codes.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = codes[row] < 0 ? Double.NaN : ofLevel[codes[row]];
        }
        return values;
    }

    /** Refuses bytes that are not of the character set, or takes another one where ours was but a guess. */
    private void decode(@Nullable Column[] columns) throws IOException {
        if (!charset.equals(StandardCharsets.UTF_8) || Arrays.stream(columns).allMatch(CsvTable::isUtf8)) {
            return;
        }
        long line = text.malformedLine();
        if (text.charsetGiven()) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    text.name() + " is not in UTF-8: in line " + line
                            + " stands a byte that cannot be read. Save the file as UTF-8, or name its character set"
                            + " with `encoding`.");
        }
        charset = WINDOWS_1252;
        notes.add(text.name() + " is not in UTF-8 (line " + line
                + "), so it was read as Windows-1252. Name its character set with `encoding` if that is wrong.");
        for (int c = 0; c < columns.length; c++) {
            if (columns[c] instanceof Column.Categories categories && categories.levels() instanceof Levels levels) {
                columns[c] = new Column.Categories(
                        categories.name(), categories.type(), categories.codes(), levels.in(charset));
            }
        }
    }

    private static boolean isUtf8(@Nullable Column column) {
        return !(column instanceof Column.Categories categories
                && categories.levels() instanceof Levels levels
                && !levels.areUtf8());
    }
}
