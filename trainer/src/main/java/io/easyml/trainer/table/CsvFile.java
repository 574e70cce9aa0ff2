package io.easyml.trainer.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.easyml.schemas.failure.FailureCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A CSV file (RFC 4180) in UTF-8, with a header. The delimiter, one of {@code , ; tab}, is the one that splits the
 * header into most columns. The file is read twice: to see what the columns are, and to take them in, so that
 * memory holds nothing but the columns.
 */
public final class CsvFile {

    private final Path path;
    private final String shownName;
    private final char delimiter;
    private final List<String> header;

    private CsvFile(Path path, String shownName, char delimiter, List<String> header) {
        this.path = path;
        this.shownName = shownName;
        this.delimiter = delimiter;
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param shownName what messages call the file
     * @throws TrainingFailure if it is empty, unreadable, or has a column name twice
     */
    public static CsvFile open(Path path, String shownName) {
        var delimiter = new CsvFile(path, shownName, ',', List.of()).likelyDelimiter();
        var first = new CsvFile(path, shownName, delimiter, List.of()).firstRecord();
        var names = new ArrayList<String>();
        for (var cell : first) {
            // a data frame's index comes without a name
            names.add(cell.isBlank() ? "column_" + (names.size() + 1) : cell.strip());
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new TrainingFailure(
                        FailureCode.DUPLICATE_COLUMN,
                        shownName + " has two columns named `" + names.get(i) + "` (the second is column " + (i + 1)
                                + "). Rename one of them in the header.");
            }
        }
        return new CsvFile(path, shownName, delimiter, List.copyOf(names));
    }

    public List<String> header() {
        return header;
    }

    /**
     * The whole table, with the types seen in its cells.
     *
     * @param onRow called now and then with the number of rows read so far, over both readings
     */
    public Table read(LongConsumer onRow) {
        var seen = new ArrayList<SeenCells>();
        header.forEach(name -> seen.add(new SeenCells()));
        var counter = new int[1];
        forEachRow(row -> {
            for (int i = 0; i < header.size(); i++) {
                seen.get(i).add(row.getField(i));
            }
            report(onRow, ++counter[0]);
        });
        int rows = counter[0];
        if (rows == 0) {
            throw new TrainingFailure(
                    FailureCode.EMPTY_FILE, shownName + " has a header and no rows. Upload a file with data.");
        }
        var columns = new ArrayList<ColumnBuilder>();
        for (int i = 0; i < header.size(); i++) {
            columns.add(new ColumnBuilder(header.get(i), seen.get(i).type(), rows));
        }
        return fill(rows, columns, onRow, rows);
    }

    /**
     * The columns named in {@code types}, with those types; other columns are skipped.
     *
     * @throws TrainingFailure if one of them is not there, or a cell is not of its type
     */
    public Table readAs(Map<String, ColumnType> types) {
        var missing =
                types.keySet().stream().filter(name -> !header.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    shownName + " lacks " + (missing.size() == 1 ? "a column" : missing.size() + " columns")
                            + " that the model needs: `" + String.join("`, `", missing) + "`. It has `"
                            + String.join("`, `", header) + "`.");
        }
        var counter = new int[1];
        forEachRow(row -> counter[0]++);
        var columns = new ArrayList<ColumnBuilder>();
        for (var name : header) {
            var type = types.get(name);
            columns.add(type == null ? ColumnBuilder.skipping(name) : new ColumnBuilder(name, type, counter[0]));
        }
        return fill(counter[0], columns, row -> {}, 0);
    }

    private Table fill(int rows, List<ColumnBuilder> columns, LongConsumer onRow, int alreadyRead) {
        var counter = new int[1];
        forEachRow(row -> {
            for (int i = 0; i < columns.size(); i++) {
                if (!columns.get(i).add(row.getField(i))) {
                    throw unreadable(
                            row.getStartingLineNumber(),
                            "column `" + columns.get(i).name() + "`: \"" + shorten(row.getField(i)) + "\" is not "
                                    + (columns.get(i).type() == ColumnType.NUMBER ? "a number" : "true or false")
                                    + ", as it was in training");
                }
            }
            report(onRow, alreadyRead + ++counter[0]);
        });
        return new Table(
                shownName,
                rows,
                columns.stream()
                        .filter(column -> !column.skips())
                        .map(ColumnBuilder::build)
                        .toList());
    }

    private static void report(LongConsumer onRow, int row) {
        if ((row & 0xfff) == 0) {
            onRow.accept(row);
        }
    }

    private void forEachRow(Consumer<CsvRecord> use) {
        boolean[] headerSeen = new boolean[1];
        forEachRecord(row -> {
            if (!headerSeen[0]) {
                headerSeen[0] = true;
                return true;
            }
            if (row.getFieldCount() != header.size()) {
                throw unreadable(
                        row.getStartingLineNumber(),
                        row.getFieldCount() + " cells, but the header has " + header.size()
                                + " columns; the first odd one is column "
                                + (Math.min(row.getFieldCount(), header.size()) + 1)
                                + ". A cell that holds the delimiter must be in quotes");
            }
            use.accept(row);
            return true;
        });
    }

    private List<String> firstRecord() {
        var first = new ArrayList<String>();
        forEachRecord(row -> {
            first.addAll(row.getFields());
            return false;
        });
        if (first.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.EMPTY_FILE,
                    shownName + " is empty. Upload a CSV file with a header line and rows of data.");
        }
        return first;
    }

    /** The delimiter that stands most often in the first line, outside quotes. */
    private char likelyDelimiter() {
        var candidates = new char[] {',', ';', '\t'};
        var counts = new int[candidates.length];
        try (var reader = reader()) {
            boolean quoted = false;
            boolean anything = false;
            for (int next = reader.read(); next >= 0; next = reader.read()) {
                if (next == '"') {
                    quoted = !quoted;
                } else if (!quoted && anything && (next == '\n' || next == '\r')) {
                    break;
                }
                anything |= !Character.isWhitespace(next);
                for (int i = 0; i < candidates.length; i++) {
                    counts[i] += !quoted && next == candidates[i] ? 1 : 0;
                }
            }
        } catch (IOException failed) {
            throw unreadableFile(1, failed);
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return candidates[best];
    }

    private interface RecordUse {
        boolean goOn(CsvRecord row);
    }

    private void forEachRecord(RecordUse use) {
        long line = 1;
        try (var reader = reader()) {
            try (var csv = CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .skipEmptyLines(true)
                    .allowMissingFields(true)
                    .allowExtraFields(true)
                    .maxBufferSize(64 << 20)
                    .ofCsvRecord(reader)) {
                for (var row : csv) {
                    line = row.getStartingLineNumber();
                    if (!use.goOn(row)) {
                        return;
                    }
                }
            }
        } catch (CsvParseException broken) {
            throw unreadable(line + 1, String.valueOf(broken.getMessage()));
        } catch (UncheckedIOException wrapped) {
            throw unreadableFile(line, Objects.requireNonNull(wrapped.getCause()));
        } catch (IOException failed) {
            throw unreadableFile(line, failed);
        }
    }

    /** A reader behind the byte order mark, if there is one, that does not make up for bytes that are no UTF-8. */
    private BufferedReader reader() throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(path), decoder), 1 << 16);
        reader.mark(1);
        if (reader.read() != '\ufeff') {
            reader.reset();
        }
        return reader;
    }

    private TrainingFailure unreadable(long line, String what) {
        return new TrainingFailure(
                FailureCode.UNREADABLE_ROW, shownName + ", line " + line + ": " + what + ". Correct that line.");
    }

    private TrainingFailure unreadableFile(long line, IOException cause) {
        if (cause instanceof CharacterCodingException) {
            return new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    shownName + " is not in UTF-8: after line " + line
                            + " stands a byte that cannot be read. Save the file as UTF-8.");
        }
        if (cause instanceof NoSuchFileException || cause instanceof AccessDeniedException) {
            return new TrainingFailure(
                    FailureCode.STORAGE_UNAVAILABLE,
                    shownName + " cannot be opened: there is no such file, or it may not be read.");
        }
        return new TrainingFailure(
                FailureCode.UNREADABLE_FILE, shownName + " cannot be read: " + cause.getMessage() + ".");
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
