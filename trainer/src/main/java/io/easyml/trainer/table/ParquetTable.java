package io.easyml.trainer.table;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.tablefile.TableFile;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of a Parquet file, which says itself what they are. Lists, maps and structs are left out. A file has no
 * lines, so messages name rows, from 1.
 */
final class ParquetTable {

    private final TableFile file;
    private final ColumnPlan plan;
    private final TableOptions options;
    private final MemoryGuard memory;
    private final Duration patience;
    private final MissingCells missing;
    private final List<DroppedColumn> leftOut;
    private final List<String> notes = new ArrayList<>();

    ParquetTable(TableFile file, ColumnPlan plan, TableOptions options, MemoryGuard memory, Duration patience) {
        this.file = file;
        this.plan = plan;
        this.options = options;
        this.memory = memory;
        this.patience = patience;
        this.missing = MissingCells.of(options.missingValues(), StandardCharsets.UTF_8);
        this.leftOut = new ArrayList<>(plan.leftOut());
    }

    Table read(LongConsumer onRow) throws IOException {
        try (var waiting = new Patience(patience);
                var reader = ParquetFileReader.open(InputFile.of(file.path()))) {
            int rows = rows(reader);
            var columns = new ArrayList<Column>();
            var schema = reader.getFileSchema().getColumns();
            for (int c = 0; c < schema.size(); c++) {
                if (plan.wanted().get(c).read()) {
                    var column = column(reader, c, schema.get(c), rows, waiting);
                    if (column != null) {
                        columns.add(column);
                    }
                }
                onRow.accept((long) rows * (c + 1) / schema.size());
            }
            return new Table(
                    file.name(),
                    rows,
                    List.copyOf(columns),
                    new Table.Reading(0, List.of(), List.copyOf(leftOut), List.copyOf(notes)));
        } catch (TrainingFailure known) {
            throw known;
        } catch (RuntimeException broken) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    file.name() + " cannot be read as Parquet: "
                            + TableFile.shorten(String.valueOf(broken.getMessage())) + ". Write the file again.");
        }
    }

    private int rows(ParquetFileReader reader) {
        var metadata = reader.getFileMetaData();
        long rows = metadata.numRows();
        if (rows < 0
                || rows
                        != metadata.rowGroups().stream()
                                .mapToLong(group -> group.numRows())
                                .sum()) {
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    file.name() + " cannot be read as Parquet: its parts do not have the rows that it says. Write the"
                            + " file again.");
        }
        if (rows > options.rowsAllowed()) {
            throw new TrainingFailure(
                    FailureCode.TABLE_TOO_LARGE,
                    file.name() + " has " + rows + " rows, more than the " + options.rowsAllowed()
                            + " that `max_rows` allows. Raise it, or train on fewer rows.");
        }
        long read = plan.wanted().stream().filter(ColumnPlan.Wanted::read).count();
        memory.check(rows > Integer.MAX_VALUE ? Long.MAX_VALUE : rows * 8 * Math.max(1, read), rows);
        for (var group : metadata.rowGroups()) {
            for (var chunk : group.columns()) {
                memory.check(chunk.metaData().totalUncompressedSize(), rows);
            }
        }
        return (int) rows;
    }

    private @Nullable Column column(
            ParquetFileReader reader, int index, ColumnSchema schema, int rows, Patience waiting) {
        var name = plan.names().get(index);
        var wanted = plan.wanted().get(index).type();
        var reason = reasonToLeaveOut(schema);
        if (reason != null) {
            if (wanted != null) {
                throw new TrainingFailure(
                        FailureCode.UNREADABLE_FILE,
                        "column `" + name + "` of " + file.name() + " " + reason + ", so it is not " + wanted.label()
                                + ", " + plan.why() + ". Choose other columns.");
            }
            leftOut.add(new DroppedColumn(name, reason));
            return null;
        }
        try (var cells = reader.columnReader(index)) {
            return isText(schema)
                    ? texts(name, wanted, cells, rows, waiting)
                    : numbers(name, wanted, schema, cells, rows, waiting);
        }
    }

    private static @Nullable String reasonToLeaveOut(ColumnSchema schema) {
        if (schema.maxRepetitionLevel() > 0) {
            return "holds lists or maps";
        }
        if (schema.fieldPath().elements().size() > 1) {
            return "is a part of a struct";
        }
        if (schema.type() == PhysicalType.INT96) {
            return "holds moments in the outdated INT96 format";
        }
        boolean binary = schema.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        return binary && !(schema.logicalType() instanceof LogicalType.DecimalType) ? "holds binary data" : null;
    }

    private static boolean isText(ColumnSchema schema) {
        return schema.type() == PhysicalType.BYTE_ARRAY && !(schema.logicalType() instanceof LogicalType.DecimalType);
    }

    private @Nullable Column texts(
            String name, @Nullable ColumnType wanted, ColumnReader cells, int rows, Patience waiting) {
        var codes = new int[rows];
        var dictionary = new Dictionary();
        int row = 0;
        while (cells.nextBatch()) {
            int count = checked(row, cells.getRecordCount(), rows);
            var bytes = cells.getBinaryValues();
            var offsets = cells.getBinaryOffsets();
            var valid = cells.getLeafValidity();
            for (int i = 0; i < count; i++) {
                codes[row + i] = valid.isNull(i) ? -1 : code(dictionary, bytes, offsets[i], offsets[i + 1]);
            }
            row += count;
            waiting.progressed();
        }
        complete(row, rows, waiting);
        if (wanted == ColumnType.NUMBER || wanted == ColumnType.BOOLEAN || wanted == ColumnType.DATE_TIME) {
            return converted(name, wanted, codes, dictionary);
        }
        var words = new TextCells(dictionary, missing).areWords(codes) ? ColumnType.TEXT : ColumnType.CATEGORY;
        var levels = dictionary.levels(StandardCharsets.UTF_8);
        if (!levels.areUtf8()) {
            if (wanted == null) {
                leftOut.add(new DroppedColumn(name, "holds binary data"));
                return null;
            }
            throw new TrainingFailure(
                    FailureCode.UNREADABLE_FILE,
                    "column `" + name + "` of " + file.name() + " holds bytes that are no UTF-8 text. Leave it out with"
                            + " `ignore_columns`.");
        }
        return new Column.Categories(name, wanted == null ? words : wanted, codes, levels);
    }

    private int code(Dictionary dictionary, byte[] bytes, int first, int last) {
        int from = first;
        int to = last;
        while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
            from++;
        }
        while (from < to && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
            to--;
        }
        return missing.holds(bytes, from, to) ? -1 : dictionary.code(bytes, from, to);
    }

    private Column converted(String name, ColumnType wanted, int[] codes, Dictionary dictionary) {
        var texts = new TextCells(dictionary, missing);
        var ofLevel = switch (wanted) {
            case BOOLEAN -> texts.truthsInAnySpelling();
            case DATE_TIME -> texts.dates(texts.commonestDateFormat());
            case NUMBER, CATEGORY, TEXT -> texts.numbers();
        };
        var values = new double[codes.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = codes[row] < 0 ? Double.NaN : ofLevel[codes[row]];
            if (codes[row] >= 0 && Double.isNaN(values[row])) {
                var cell = new String(
                        dictionary.bytes(),
                        dictionary.from(codes[row]),
                        dictionary.to(codes[row]) - dictionary.from(codes[row]),
                        StandardCharsets.UTF_8);
                throw new TrainingFailure(
                        FailureCode.UNREADABLE_ROW,
                        file.name() + ", row " + (row + 1) + ": column `" + name + "`: \"" + TableFile.shorten(cell)
                                + "\" is not a " + wanted.label() + ", " + plan.why() + ". Correct that row.");
            }
        }
        return new Column.Numbers(name, wanted, values);
    }

    private Column numbers(
            String name,
            @Nullable ColumnType wanted,
            ColumnSchema schema,
            ColumnReader cells,
            int rows,
            Patience waiting) {
        var values = new double[rows];
        int row = 0;
        while (cells.nextBatch()) {
            int count = checked(row, cells.getRecordCount(), rows);
            copy(schema, cells, values, row, count);
            var valid = cells.getLeafValidity();
            if (valid.hasNulls()) {
                for (int i = 0; i < count; i++) {
                    if (valid.isNull(i)) {
                        values[row + i] = Double.NaN;
                    }
                }
            }
            row += count;
            waiting.progressed();
        }
        complete(row, rows, waiting);
        long infinite = Arrays.stream(values).filter(Double::isInfinite).count();
        if (infinite > 0) {
            for (int i = 0; i < rows; i++) {
                values[i] = Double.isInfinite(values[i]) ? Double.NaN : values[i];
            }
            notes.add("`" + name + "` has " + infinite + (infinite == 1 ? " cell" : " cells")
                    + " with an infinite number; taken as missing.");
        }
        var own = type(schema);
        if (wanted == ColumnType.CATEGORY || wanted == ColumnType.TEXT) {
            return categories(name, wanted, own, values);
        }
        return new Column.Numbers(name, wanted == null ? own : wanted, values);
    }

    private static ColumnType type(ColumnSchema schema) {
        if (schema.type() == PhysicalType.BOOLEAN) {
            return ColumnType.BOOLEAN;
        }
        return schema.logicalType() instanceof LogicalType.DateType
                        || schema.logicalType() instanceof LogicalType.TimestampType
                ? ColumnType.DATE_TIME
                : ColumnType.NUMBER;
    }

    private static Column categories(String name, ColumnType wanted, ColumnType own, double[] values) {
        var codes = new int[values.length];
        var dictionary = new Dictionary();
        for (int row = 0; row < codes.length; row++) {
            double value = values[row] + 0.0;
            if (Double.isNaN(value)) {
                codes[row] = -1;
                continue;
            }
            var text = own == ColumnType.BOOLEAN
                    ? value == 1 ? "true" : "false"
                    : value == Math.rint(value) && Math.abs(value) < 1e15
                            ? Long.toString((long) value)
                            : Double.toString(value);
            var bytes = text.getBytes(StandardCharsets.US_ASCII);
            codes[row] = dictionary.code(bytes, 0, bytes.length);
        }
        return new Column.Categories(name, wanted, codes, dictionary.levels(StandardCharsets.UTF_8));
    }

    private void copy(ColumnSchema schema, ColumnReader cells, double[] values, int at, int count) {
        double unit = unit(schema);
        switch (schema.type()) {
            case BOOLEAN -> {
                var from = cells.getBooleans();
                for (int i = 0; i < count; i++) {
                    values[at + i] = from[i] ? 1 : 0;
                }
            }
            case INT32 -> {
                var from = cells.getInts();
                for (int i = 0; i < count; i++) {
                    values[at + i] = unit >= 1 ? from[i] * unit : from[i] / Math.rint(1 / unit);
                }
            }
            case INT64 -> {
                var from = cells.getLongs();
                for (int i = 0; i < count; i++) {
                    values[at + i] = unit >= 1 ? from[i] * unit : from[i] / Math.rint(1 / unit);
                }
            }
            case FLOAT -> {
                var from = cells.getFloats();
                for (int i = 0; i < count; i++) {
                    values[at + i] = from[i];
                }
            }
            case DOUBLE -> System.arraycopy(cells.getDoubles(), 0, values, at, count);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> {
                int scale = schema.logicalType() instanceof LogicalType.DecimalType decimal ? decimal.scale() : 0;
                var valid = cells.getLeafValidity();
                var from = cells.getBinaries();
                for (int i = 0; i < count; i++) {
                    values[at + i] = valid.isNull(i) || from[i] == null || from[i].length == 0
                            ? Double.NaN
                            : new BigDecimal(new BigInteger(from[i]), scale).doubleValue();
                }
            }
            case INT96 -> throw new IllegalStateException("left out");
        }
    }

    /** What a whole number of the column counts: seconds for moments, powers of ten for decimals. */
    private static double unit(ColumnSchema schema) {
        return switch (schema.logicalType()) {
            case LogicalType.DateType date -> 86400;
            case LogicalType.TimestampType timestamp ->
                switch (timestamp.unit()) {
                    case MILLIS -> 1e-3;
                    case MICROS -> 1e-6;
                    case NANOS -> 1e-9;
                };
            case LogicalType.DecimalType decimal -> Math.pow(10, -decimal.scale());
            case null, default -> 1;
        };
    }

    private int checked(int before, int count, int rows) {
        if ((long) before + count > rows) {
            throw new IllegalStateException("a column has more cells than the table has rows");
        }
        return count;
    }

    private static void complete(int cells, int rows, Patience waiting) {
        if (waiting.stalled()) {
            throw new IllegalStateException("no more of it came");
        }
        if (cells != rows) {
            throw new IllegalStateException("a column has fewer cells than the table has rows");
        }
    }
}
