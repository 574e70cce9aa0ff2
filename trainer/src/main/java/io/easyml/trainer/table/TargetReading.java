package io.easyml.trainer.table;

import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.failure.FailureCode;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Makes a target of a column, or says why it cannot be one. */
final class TargetReading {

    /** More different numbers than this are no classes. */
    private static final int MOST_NUMERIC_CLASSES = 100;
    /** More classes than this would need a confusion matrix of millions of numbers, and a curve each. */
    private static final int MOST_CLASSES = 1000;

    private TargetReading() {}

    static Target read(Table table, Column column, Task task) {
        return switch (task) {
            case REGRESSION -> values(table, column);
            case CLASSIFICATION -> classes(table, column);
            case CLUSTERING, ANOMALY_DETECTION -> throw new IllegalArgumentException(task + " has no target");
        };
    }

    private static Target.Values values(Table table, Column column) {
        return switch (column) {
            case Column.Numbers moments
            when moments.type() == ColumnType.DATE_TIME ->
                throw new TrainingFailure(
                        FailureCode.TARGET_NOT_NUMERIC,
                        "Column `" + column.name() + "` of " + table.file()
                                + " holds dates and no numbers. Choose another target column, or make a number of"
                                + " them, such as the days until then.");
            case Column.Numbers numbers -> {
                var present = Arrays.stream(numbers.values()).filter(value -> !Double.isNaN(value));
                if (present.distinct().limit(2).count() < 2) {
                    throw oneValue(table, column);
                }
                yield new Target.Values(numbers.values());
            }
            case Column.Categories categories -> {
                var offender = categories.levels().stream()
                        .filter(level -> Double.isNaN(Cell.number(level)))
                        .findFirst()
                        .orElse("");
                throw new TrainingFailure(
                        FailureCode.TARGET_NOT_NUMERIC,
                        "Column `" + column.name() + "` of " + table.file() + " is not a number in every row (\""
                                + offender + "\"). Choose a classifier, or another target column.");
            }
        };
    }

    private static Target.Classes classes(Table table, Column column) {
        var classes = switch (column) {
            case Column.Categories categories -> ofLevels(table, categories);
            case Column.Numbers numbers -> ofNumbers(table, numbers);
        };
        if (classes.labels().size() < 2) {
            throw oneValue(table, column);
        }
        int rows =
                (int) Arrays.stream(classes.codes()).filter(code -> code >= 0).count();
        if (classes.labels().size() > MOST_NUMERIC_CLASSES && classes.labels().size() > rows / 2) {
            throw tooManyClasses(table, column, classes.labels().size());
        }
        return classes;
    }

    private static Target.Classes ofLevels(Table table, Column.Categories categories) {
        if (categories.levels().size() > MOST_CLASSES) {
            throw tooManyClasses(table, categories, categories.levels().size());
        }
        var sorted = categories.levels().stream().sorted().toList();
        var place = new int[sorted.size()];
        for (int code = 0; code < place.length; code++) {
            place[code] = Collections.binarySearch(sorted, categories.levels().get(code));
        }
        var codes = Arrays.stream(categories.codes())
                .map(code -> code < 0 ? -1 : place[code])
                .toArray();
        return new Target.Classes(codes, sorted);
    }

    private static Target.Classes ofNumbers(Table table, Column.Numbers numbers) {
        var distinct = Arrays.stream(numbers.values())
                .filter(value -> !Double.isNaN(value))
                .map(value -> value == 0 ? 0.0 : value)
                .distinct()
                .sorted()
                .toArray();
        boolean whole = Arrays.stream(distinct).allMatch(value -> value == Math.rint(value) && Math.abs(value) < 1e15);
        if (distinct.length > MOST_NUMERIC_CLASSES || !whole && distinct.length > 20) {
            throw tooManyClasses(table, numbers, distinct.length);
        }
        List<String> labels = new ArrayList<>();
        for (double value : distinct) {
            labels.add(label(value, numbers.type(), whole));
        }
        var codes = IntStream.range(0, numbers.values().length)
                .map(row -> numbers.isMissing(row) ? -1 : Arrays.binarySearch(distinct, numbers.values()[row] + 0.0))
                .toArray();
        return new Target.Classes(codes, List.copyOf(labels));
    }

    private static String label(double value, ColumnType type, boolean whole) {
        if (type == ColumnType.BOOLEAN) {
            return value == 1 ? "true" : "false";
        }
        if (type == ColumnType.DATE_TIME) {
            var moment = LocalDateTime.ofEpochSecond((long) Math.floor(value), 0, ZoneOffset.UTC);
            return moment.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? moment.toLocalDate().toString()
                    : moment.toString();
        }
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static TrainingFailure oneValue(Table table, Column column) {
        return new TrainingFailure(
                FailureCode.TARGET_HAS_ONE_CLASS,
                "Column `" + column.name() + "` of " + table.file()
                        + " has the same value in every row where it has one, so there is nothing to learn."
                        + " Choose another target column, or add rows with other values.");
    }

    private static TrainingFailure tooManyClasses(Table table, Column column, int classes) {
        return new TrainingFailure(
                FailureCode.REQUEST_INVALID,
                "Column `" + column.name() + "` of " + table.file() + " has " + classes
                        + " different values, too many to be classes."
                        + (column instanceof Column.Numbers
                                ? " Choose a regressor, for example random_forest_regressor."
                                : " Choose another target column."));
    }
}
