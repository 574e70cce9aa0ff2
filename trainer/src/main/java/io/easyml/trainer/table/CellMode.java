package io.easyml.trainer.table;

import org.jspecify.annotations.Nullable;

/**
 * What a reading makes of a column's cells.
 *
 * @param strict whether a cell of another kind makes its row a broken one; otherwise the column becomes texts
 * @param format of the dates, where they are some
 */
record CellMode(Kind kind, boolean strict, @Nullable DateFormat format) {

    enum Kind {
        SKIP,
        NUMBER,
        TRUTH,
        DATE,
        TEXT
    }

    static final CellMode SKIP = new CellMode(Kind.SKIP, false, null);
    static final CellMode TEXT = new CellMode(Kind.TEXT, false, null);
    static final CellMode NUMBER = new CellMode(Kind.NUMBER, false, null);

    boolean isValues() {
        return kind == Kind.NUMBER || kind == Kind.TRUTH || kind == Kind.DATE;
    }

    /** What a cell should have been, for a message. */
    String wanted() {
        return switch (kind) {
            case NUMBER -> "a number";
            case TRUTH -> "true or false";
            case DATE -> "a date (" + (format == null ? "" : format.shown) + ")";
            case TEXT, SKIP -> "a text";
        };
    }
}
