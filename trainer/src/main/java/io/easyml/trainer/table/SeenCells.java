package io.easyml.trainer.table;

/** What the cells of a column could all be, at a first reading. */
final class SeenCells {

    private boolean any;
    private boolean numbers = true;
    private boolean truths = true;

    void add(String text) {
        if (!numbers && !truths || Cell.isMissing(text)) {
            return;
        }
        any = true;
        numbers = numbers && !Double.isNaN(Cell.number(text));
        truths = truths && !Double.isNaN(Cell.truth(text));
    }

    /** A column without any cell is a category without levels. */
    ColumnType type() {
        if (!any) {
            return ColumnType.CATEGORY;
        }
        if (truths) {
            return ColumnType.BOOLEAN;
        }
        return numbers ? ColumnType.NUMBER : ColumnType.CATEGORY;
    }
}
