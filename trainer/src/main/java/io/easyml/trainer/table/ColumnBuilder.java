package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in the cells of one column, whose type and length are known. */
final class ColumnBuilder {

    private final String name;
    private final @Nullable ColumnType type;
    private final double[] values;
    private final int[] codes;
    private final Map<String, Integer> codeOf = new HashMap<>();
    private int row;

    ColumnBuilder(String name, ColumnType type, int rows) {
        this(name, type, type == ColumnType.CATEGORY ? 0 : rows, type == ColumnType.CATEGORY ? rows : 0);
    }

    private ColumnBuilder(String name, @Nullable ColumnType type, int values, int codes) {
        this.name = name;
        this.type = type;
        this.values = new double[values];
        this.codes = new int[codes];
    }

    static ColumnBuilder skipping(String name) {
        return new ColumnBuilder(name, null, 0, 0);
    }

    boolean skips() {
        return type == null;
    }

    String name() {
        return name;
    }

    @Nullable
    ColumnType type() {
        return type;
    }

    /** Whether the cell is of the column's type, or missing. */
    boolean add(String text) {
        if (type == null) {
            return true;
        }
        boolean missing = Cell.isMissing(text);
        if (type == ColumnType.CATEGORY) {
            codes[row++] = missing ? -1 : codeOf.computeIfAbsent(text.strip(), level -> codeOf.size());
            return true;
        }
        double value = missing ? Double.NaN : Cell.value(text, type);
        values[row++] = value;
        return missing || !Double.isNaN(value);
    }

    Column build() {
        if (type == null) {
            throw new IllegalStateException("column " + name + " was skipped");
        }
        if (type != ColumnType.CATEGORY) {
            return new Column.Numbers(name, type, values);
        }
        List<String> levels = new ArrayList<>(codeOf.keySet());
        codeOf.forEach((level, code) -> levels.set(code, level));
        return new Column.Categories(name, codes, List.copyOf(levels));
    }
}
