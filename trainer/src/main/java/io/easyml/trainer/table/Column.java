package io.easyml.trainer.table;

import java.util.List;

/** A column of a table, in memory. */
public sealed interface Column {

    String name();

    ColumnType type();

    boolean isMissing(int row);

    /** Memory that the cells take, about, in bytes. */
    long memory();

    /**
     * Numbers, booleans as 0 and 1, or moments as seconds since 1970.
     *
     * @param values one per row, NaN where the cell is missing
     */
    record Numbers(String name, ColumnType type, double[] values) implements Column {
        @Override
        public boolean isMissing(int row) {
            return Double.isNaN(values[row]);
        }

        @Override
        public long memory() {
            return 8L * values.length;
        }
    }

    /**
     * Categories, or texts: then most rows have a level of their own.
     *
     * @param codes one per row, an index of {@code levels}, −1 where the cell is missing
     * @param levels the different texts, in the order in which they first appear
     */
    record Categories(String name, ColumnType type, int[] codes, List<String> levels) implements Column {

        public Categories(String name, int[] codes, List<String> levels) {
            this(name, ColumnType.CATEGORY, codes, levels);
        }

        @Override
        public boolean isMissing(int row) {
            return codes[row] < 0;
        }

        @Override
        public long memory() {
            return 4L * codes.length + (levels instanceof Levels compact ? compact.memory() : 64L * levels.size());
        }
    }
}
