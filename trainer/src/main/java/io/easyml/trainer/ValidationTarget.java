package io.easyml.trainer;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.table.TrainingFailure;
import java.util.Arrays;

/** The truth in another table than the one that was learnt from: the same classes, or numbers. */
record ValidationTarget(Target target) {

    boolean isPresent(int row) {
        return switch (target) {
            case Target.Classes classes -> classes.codes()[row] >= 0;
            case Target.Values values -> !Double.isNaN(values.values()[row]);
            case Target.None none -> false;
        };
    }

    /** @throws TrainingFailure if the table has a class that the model cannot know */
    static ValidationTarget read(Table table, Column learnt, Target known) {
        var column = table.column(learnt.name()).orElseThrow();
        return new ValidationTarget(
                switch (known) {
                    case Target.None none -> none;
                    case Target.Values values -> new Target.Values(((Column.Numbers) column).values());
                    case Target.Classes classes -> classes(table, (Column.Categories) column, learnt, classes);
                });
    }

    private static Target.Classes classes(Table table, Column.Categories column, Column learnt, Target.Classes known) {
        var codeOfLevel = column.levels().stream()
                .mapToInt(level -> known.labels().indexOf(label(level, learnt.type())))
                .toArray();
        for (int code = 0; code < codeOfLevel.length; code++) {
            if (codeOfLevel[code] < 0) {
                throw new TrainingFailure(
                        FailureCode.EVALUATION_INVALID,
                        "`" + column.name() + "` of " + table.file() + " has the value \""
                                + column.levels().get(code) + "\", which the training dataset does not have. Leave such"
                                + " rows out of the validation dataset.");
            }
        }
        return new Target.Classes(
                Arrays.stream(column.codes())
                        .map(code -> code < 0 ? -1 : codeOfLevel[code])
                        .toArray(),
                known.labels());
    }

    /** Classes that are numbers or truths are written in one way, however the cell writes them. */
    private static String label(String level, ColumnType type) {
        return switch (type) {
            case CATEGORY, TEXT, DATE_TIME -> level;
            case BOOLEAN -> level.strip().toLowerCase(java.util.Locale.ROOT);
            case NUMBER -> {
                try {
                    double value = Double.parseDouble(level.strip());
                    yield value == Math.rint(value) && Math.abs(value) < 1e15
                            ? Long.toString((long) value)
                            : Double.toString(value);
                } catch (NumberFormatException text) {
                    yield level;
                }
            }
        };
    }
}
