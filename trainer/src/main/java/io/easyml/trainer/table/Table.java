package io.easyml.trainer.table;

import io.easyml.schemas.catalogue.NearestName;
import java.util.List;
import java.util.Optional;

/**
 * A table, in memory, column by column.
 *
 * @param file name of the file, for messages
 */
public record Table(String file, int rows, List<Column> columns) {

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Names in the order of the file. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
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
