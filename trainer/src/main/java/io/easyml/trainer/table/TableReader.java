package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.tablefile.TableFile;
import io.easyml.tablefile.TableFile.Format;
import io.easyml.tablefile.UnreadableTableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Reads tables: CSV, gzipped or not, and Parquet. Memory holds the cells and little more. */
public final class TableReader {

    private static final int SMALLEST_PART = 1 << 18;

    private final TableFile file;
    private final TableOptions options;
    private final MemoryGuard memory;
    private final int threads;
    private final int smallestPart;
    private final Duration patience;

    private TableReader(
            TableFile file,
            TableOptions options,
            MemoryGuard memory,
            int threads,
            int smallestPart,
            Duration patience) {
        this.file = file;
        this.options = options;
        this.memory = memory;
        this.threads = threads;
        this.smallestPart = smallestPart;
        this.patience = patience;
    }

    /**
     * Opens a file and looks at its columns.
     *
     * @param name what messages call the file
     * @throws TrainingFailure if it is no table, or the options do not fit it
     */
    public static TableReader open(Path path, String name, TableOptions options) {
        refuse(options.problems());
        try {
            var file = TableFile.open(path, name, options);
            refuse(options.problems(file.columns(), null));
            return new TableReader(
                    file,
                    options,
                    MemoryGuard.ofHeap(name),
                    Runtime.getRuntime().availableProcessors(),
                    SMALLEST_PART,
                    Patience.USUAL);
        } catch (UnreadableTableException unreadable) {
            throw new TrainingFailure(unreadable.code(), String.valueOf(unreadable.getMessage()));
        }
    }

    /**
     * Opens a file to predict, as the training table was opened. Where a delimiter was given for that one and does not
     * show the columns in this one, the file speaks for itself.
     */
    public static TableReader forPrediction(Path path, String name, TableOptions training, Collection<String> columns) {
        var same = new TableOptions(
                training.delimiter(), training.encoding(), training.missingValues(), Map.of(), List.of(), null, null);
        var reader = open(path, name, same);
        if (training.delimiter() == null || reader.columns().containsAll(columns)) {
            return reader;
        }
        return open(
                path,
                name,
                new TableOptions(null, training.encoding(), training.missingValues(), Map.of(), List.of(), null, null));
    }

    private static void refuse(List<TableOptions.Problem> problems) {
        if (!problems.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.TABLE_OPTIONS_INVALID, problems.getFirst().message());
        }
    }

    /** The same, with another limit, and parts so small that rows cross their borders. */
    TableReader within(MemoryGuard guard, int processors, int partBytes) {
        return new TableReader(file, options, guard, processors, partBytes, patience);
    }

    /** The same, which gives up sooner when nothing comes. */
    TableReader within(Duration other) {
        return new TableReader(file, options, memory, threads, smallestPart, other);
    }

    /** Names of the columns, in the order of the file. */
    public List<String> columns() {
        return file.columns();
    }

    /**
     * The whole table, with the types that the options name or the cells show.
     *
     * @param onRow called now and then with the number of rows read so far
     */
    public Table read(LongConsumer onRow) {
        return read(ColumnPlan.of(file.columns(), options), onRow);
    }

    /**
     * The columns named in {@code types}, with those types; other columns are skipped.
     *
     * @throws TrainingFailure if one of them is not there, or a cell is not of its type
     */
    public Table readAs(Map<String, ColumnType> types) {
        var missing = types.keySet().stream()
                .filter(name -> !columns().contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    file.name() + " lacks " + (missing.size() == 1 ? "a column" : missing.size() + " columns")
                            + " that the model needs: `" + String.join("`, `", missing) + "`. It has `"
                            + String.join("`, `", columns()) + "`.");
        }
        return read(ColumnPlan.as(file.columns(), types), row -> {});
    }

    private Table read(ColumnPlan plan, LongConsumer onRow) {
        try {
            var table = switch (file.format()) {
                case Format.Csv csv -> {
                    try (var text = CsvText.open(file, csv)) {
                        yield new CsvTable(
                                        text,
                                        csv.delimiter(),
                                        plan,
                                        new CsvReading(text, options, threads, memory, smallestPart),
                                        options)
                                .read(onRow);
                    }
                }
                case Format.Parquet parquet -> new ParquetTable(file, plan, options, memory, patience).read(onRow);
            };
            if (table.rows() == 0) {
                throw new TrainingFailure(
                        FailureCode.EMPTY_FILE, file.name() + " has a header and no rows. Upload a file with data.");
            }
            return table;
        } catch (IOException | UncheckedIOException failed) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    file.name() + " cannot be read: " + failed.getMessage() + ". Check the file and upload it again.");
        }
    }
}
