package io.easyml.trainer.table;

import io.easyml.schemas.catalogue.NearestName;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.util.List;
import java.util.Optional;

/**
 * A table, in memory, column by column.
 *
 * @param file name of the file, for messages
 * @param reading what the reading left out, and what it noticed
 */
public record Table(String file, int rows, List<Column> columns, Reading reading) {

    /**
     * What became of the file's rows and columns.
     *
     * @param skippedRows rows that cannot be read
     * @param firstSkipped the first of them, each with its line and what is wrong
     * @param leftOut columns that were not taken in
     * @param notes what else somebody should know, in sentences
     */
    public record Reading(
            long skippedRows, List<String> firstSkipped, List<DroppedColumn> leftOut, List<String> notes) {

        static final Reading WHOLE = new Reading(0, List.of(), List.of(), List.of());
    }

    /** A table of which nothing was left out. */
    public Table(String file, int rows, List<Column> columns) {
        this(file, rows, columns, Reading.WHOLE);
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Names in the order of the file. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** Memory that the cells take, about, in bytes. */
    public long memory() {
        return columns.stream().mapToLong(Column::memory).sum();
    }

    /** What to say about a name that is no column: with the near name, or with those that there are. */
    String noColumn(String wanted) {
        var names = names();
        var question = NearestName.among(names, wanted)
                .map(near -> "; did you mean `" + near + "`?")
                .orElseGet(() -> "; it has `" + String.join("`, `", names.subList(0, Math.min(names.size(), 20))) + "`"
                        + (names.size() > 20 ? " and " + (names.size() - 20) + " more." : "."));
        return "`" + wanted + "` is not a column of " + file + question;
    }
}
