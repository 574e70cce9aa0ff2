package io.easyml.trainer.table;

import java.util.List;

/** A column of a table, in memory. */
public sealed interface Column {

    String name();

    ColumnType type();

    boolean isMissing(int row);

    /**
     * Numbers, or booleans as 0 and 1.
     *
     * @param values one per row, NaN where the cell is missing
     */
    record Numbers(String name, ColumnType type, double[] values) implements Column {
        @Override
        public boolean isMissing(int row) {
            return Double.isNaN(values[row]);
        }
    }

    /**
     * Categories.
     *
     * @param codes one per row, an index of {@code levels}, −1 where the cell is missing
     * @param levels the different texts, in the order in which they first appear
     */
    record Categories(String name, int[] codes, List<String> levels) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.CATEGORY;
        }

        @Override
        public boolean isMissing(int row) {
            return codes[row] < 0;
        }
    }
}
