package io.easyml.trainer.table;

import java.util.Locale;

/** What the cells of a column are. */
public enum ColumnType {
    NUMBER,
    CATEGORY,
    BOOLEAN;

    /** As it stands in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
