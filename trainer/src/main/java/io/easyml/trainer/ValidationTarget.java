package io.easyml.trainer;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.table.TrainingFailure;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** The truth in another table than the one that was learnt from: the same classes, or numbers. */
record ValidationTarget(Target target) {

    boolean isPresent(int row) {
        return switch (target) {
            case Target.Classes classes -> classes.codes()[row] >= 0;
            case Target.Values values -> !Double.isNaN(values.values()[row]);
            case Target.None none -> false;
        };
    }

    /** How to read the target column of another table: as the one that was learnt from, whatever its cells look like. */
    static ColumnType type(Column learnt, Target known) {
        return known instanceof Target.Classes && learnt instanceof Column.Categories
                ? ColumnType.CATEGORY
                : learnt.type();
    }

    /** @throws TrainingFailure if the table has a class that the model cannot know */
    static ValidationTarget read(Table table, Column learnt, Target known) {
        var column = table.column(learnt.name()).orElseThrow();
        return new ValidationTarget(
                switch (known) {
                    case Target.None none -> none;
                    case Target.Values values -> new Target.Values(((Column.Numbers) column).values());
                    case Target.Classes classes ->
                        new Target.Classes(
                                switch (column) {
                                    case Column.Categories texts -> codes(table, texts, classes.labels());
                                    case Column.Numbers numbers ->
                                        codes(table, numbers, (Column.Numbers) learnt, classes);
                                },
                                classes.labels());
                });
    }

    private static int[] codes(Table table, Column.Categories column, List<String> labels) {
        var codeOfLevel = column.levels().stream().mapToInt(labels::indexOf).toArray();
        for (int code = 0; code < codeOfLevel.length; code++) {
            if (codeOfLevel[code] < 0) {
                throw unknown(table, column, column.levels().get(code));
            }
        }
        return Arrays.stream(column.codes())
                .map(code -> code < 0 ? -1 : codeOfLevel[code])
                .toArray();
    }

    /** Numbers, truths and moments are the same class if they are the same, however a cell writes them. */
    private static int[] codes(Table table, Column.Numbers column, Column.Numbers learnt, Target.Classes known) {
        var codeOf = new HashMap<Double, Integer>();
        for (int row = 0; row < known.codes().length; row++) {
            // 0.0 and -0.0 are one number
            codeOf.put(learnt.values()[row] + 0.0, known.codes()[row]);
        }
        return Arrays.stream(column.values())
                .mapToInt(value -> {
                    var code = Double.isNaN(value) ? Integer.valueOf(-1) : codeOf.get(value + 0.0);
                    if (code == null) {
                        throw unknown(table, column, text(value, column.type()));
                    }
                    return code;
                })
                .toArray();
    }

    private static String text(double value, ColumnType type) {
        return switch (type) {
            case BOOLEAN -> value == 1 ? "true" : "false";
            case DATE_TIME ->
                LocalDateTime.ofEpochSecond((long) value, 0, ZoneOffset.UTC).toString();
            case NUMBER, CATEGORY, TEXT -> Double.toString(value);
        };
    }

    private static TrainingFailure unknown(Table table, Column column, String value) {
        return new TrainingFailure(
                FailureCode.EVALUATION_INVALID,
                "`" + column.name() + "` of " + table.file() + " has the value \"" + value
                        + "\", which the training dataset does not have. Leave such rows out of the validation"
                        + " dataset.");
    }
}
