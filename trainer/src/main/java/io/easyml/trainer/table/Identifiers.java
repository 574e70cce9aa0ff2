package io.easyml.trainer.table;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Tells columns that number the rows, from which nothing can be learnt that holds for another row. */
final class Identifiers {

    private static final Pattern NAME = Pattern.compile(
            "(?i:id|uuid|guid|index|key|row|row_?id|row_?num(ber)?|record_?(id|no)|unnamed: \\d+|column_1|.*[_ .-](id|uuid|guid|key))"
                    + "|.*[a-z]I[dD]");

    private Identifiers() {}

    /** Whole numbers, all different, in a column that is called like an identifier. */
    static boolean isOne(Column.Numbers column, int[] rows) {
        if (column.type() != ColumnType.NUMBER || !NAME.matcher(column.name()).matches()) {
            return false;
        }
        var values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = column.values()[rows[i]];
            if (values[i] != Math.rint(values[i])) {
                return false;
            }
        }
        Arrays.sort(values);
        for (int i = 1; i < values.length; i++) {
            if (values[i] == values[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
