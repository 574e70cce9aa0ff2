package io.easyml.trainer.table;

import java.util.Locale;

/** What the cells of a column are. */
public enum ColumnType {
    NUMBER,
    CATEGORY,
    BOOLEAN,
    /** A moment, in seconds since 1970 in the file's own time zone. */
    DATE_TIME,
    /** Words that differ from row to row. */
    TEXT;

    /** As it stands in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
