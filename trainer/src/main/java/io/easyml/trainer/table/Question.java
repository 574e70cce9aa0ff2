package io.easyml.trainer.table;

import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a table is asked: predict this column from those.
 *
 * @param targetColumn null for a task that has no target
 * @param rows numbers of the rows that have a target
 * @param features the columns to predict from
 * @param dropped the columns that say nothing, or nothing that would hold for another row
 */
public record Question(
        Table table,
        @Nullable Column targetColumn,
        Target target,
        int[] rows,
        List<Column> features,
        List<DroppedColumn> dropped) {

    private static final int FEWEST_ROWS = 10;

    /** @throws TrainingFailure if the table cannot answer it */
    public static Question of(Table table, String targetName, Task task) {
        return of(table, targetName, task, Set.of());
    }

    /**
     * @param targetName the column to predict, null for a task that has none
     * @param reserved columns that are no features, since they say something else: a weight, a group
     * @throws TrainingFailure if the table cannot answer it
     */
    public static Question of(Table table, @Nullable String targetName, Task task, Set<String> reserved) {
        if (targetName == null) {
            var all = IntStream.range(0, table.rows()).toArray();
            return of(table, null, new Target.None(), all, reserved);
        }
        var targetColumn = table.column(targetName)
                .orElseThrow(() -> new TrainingFailure(FailureCode.TARGET_NOT_FOUND, table.noColumn(targetName)));
        var target = TargetReading.read(table, targetColumn, task);
        var rows = IntStream.range(0, table.rows())
                .filter(row -> !targetColumn.isMissing(row))
                .toArray();
        return of(table, targetColumn, target, rows, reserved);
    }

    /** The same of fewer rows. */
    public Question ofRows(int[] fewer) {
        return new Question(table, targetColumn, target, fewer, features, dropped);
    }

    private static Question of(
            Table table, @Nullable Column targetColumn, Target target, int[] rows, Set<String> reserved) {
        if (rows.length < FEWEST_ROWS) {
            throw new TrainingFailure(
                    FailureCode.TOO_FEW_ROWS,
                    table.file() + " has " + rows.length + " rows"
                            + (targetColumn == null ? "" : " with a value in `" + targetColumn.name() + "`")
                            + "; training and testing take at least " + FEWEST_ROWS + ". Add rows.");
        }
        var features = new ArrayList<Column>();
        var dropped = new ArrayList<>(table.reading().leftOut());
        var candidates = table.columns().stream()
                .filter(column -> !column.equals(targetColumn) && !reserved.contains(column.name()))
                .toList();
        var reasons = candidates.parallelStream()
                .map(column -> reasonToDrop(column, rows))
                .toList();
        for (int i = 0; i < candidates.size(); i++) {
            var column = candidates.get(i);
            reasons.get(i)
                    .ifPresentOrElse(
                            reason -> dropped.add(new DroppedColumn(column.name(), reason)),
                            () -> features.add(column));
        }
        if (features.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.NO_USABLE_FEATURES,
                    table.file() + " has no column to "
                            + (targetColumn == null ? "learn" : "predict `" + targetColumn.name() + "`") + " from"
                            + (dropped.isEmpty() ? "" : ": " + reasons(dropped))
                            + ". Add columns that differ between rows and that other rows share.");
        }
        return new Question(table, targetColumn, target, rows, List.copyOf(features), List.copyOf(dropped));
    }

    private static String reasons(List<DroppedColumn> dropped) {
        return String.join(
                "; ",
                dropped.stream()
                        .limit(10)
                        .map(column -> "`" + column.name() + "` " + column.reason())
                        .toList());
    }

    private static Optional<String> reasonToDrop(Column column, int[] rows) {
        return switch (column) {
            case Column.Numbers numbers -> {
                var first = Arrays.stream(rows)
                        .mapToDouble(row -> numbers.values()[row])
                        .filter(value -> !Double.isNaN(value))
                        .findFirst();
                if (first.isEmpty()) {
                    yield Optional.of("is empty");
                }
                boolean constant = Arrays.stream(rows).allMatch(row -> numbers.values()[row] == first.getAsDouble());
                if (constant) {
                    yield Optional.of("has the same value in every row");
                }
                yield Identifiers.isOne(numbers, rows)
                        ? Optional.of("is an identifier: its name says so, and it differs in every row")
                        : Optional.empty();
            }
            case Column.Categories categories -> {
                var seen = new BitSet(categories.levels().size());
                int present = 0;
                for (int row : rows) {
                    if (!categories.isMissing(row)) {
                        seen.set(categories.codes()[row]);
                        present++;
                    }
                }
                int levels = seen.cardinality();
                if (levels == 0) {
                    yield Optional.of("is empty");
                }
                if (levels == 1 && present == rows.length) {
                    yield Optional.of("has the same value in every row");
                }
                yield categories.type() != ColumnType.TEXT && levels > 20 && levels * 2 > present
                        ? Optional.of("is text that differs in most rows, such as a name or an identifier")
                        : Optional.empty();
            }
        };
    }

    /** How many rows have no target. */
    public int rowsWithoutTarget() {
        return table.rows() - rows.length;
    }
}
