package io.easyml.trainer.table;

import io.easyml.schemas.table.DeclaredType;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of each column.
 *
 * @param wanted one per column of the file
 * @param leftOut columns that are not read, with the reason
 * @param why says of a strict type who wants it
 */
record ColumnPlan(List<String> names, List<Wanted> wanted, List<DroppedColumn> leftOut, String why) {

    /** What a column shall be; a null type is told by the cells. */
    record Wanted(boolean read, @Nullable ColumnType type) {}

    static ColumnPlan of(List<String> names, TableOptions options) {
        var wanted = new ArrayList<Wanted>();
        var leftOut = new ArrayList<DroppedColumn>();
        for (var name : names) {
            var declared = DeclaredType.ofLabel(options.columnTypes().getOrDefault(name, ""));
            if (options.ignoreColumns().contains(name)) {
                leftOut.add(new DroppedColumn(name, "is to be ignored, as `ignore_columns` says"));
                wanted.add(new Wanted(false, null));
            } else if (declared.isEmpty()) {
                wanted.add(new Wanted(true, null));
            } else if (declared.get() == DeclaredType.IDENTIFIER) {
                leftOut.add(new DroppedColumn(name, "is an identifier, as `column_types` says"));
                wanted.add(new Wanted(false, null));
            } else {
                wanted.add(new Wanted(true, type(declared.get())));
            }
        }
        return new ColumnPlan(names, wanted, leftOut, "as `column_types` says");
    }

    static ColumnPlan as(List<String> names, Map<String, ColumnType> types) {
        var wanted = names.stream()
                .map(name -> new Wanted(types.containsKey(name), types.get(name)))
                .toList();
        return new ColumnPlan(names, wanted, List.of(), "as it was in training");
    }

    private static ColumnType type(DeclaredType declared) {
        return switch (declared) {
            case NUMBER -> ColumnType.NUMBER;
            case BOOLEAN -> ColumnType.BOOLEAN;
            case DATE_TIME -> ColumnType.DATE_TIME;
            case TEXT -> ColumnType.TEXT;
            case CATEGORY, IDENTIFIER -> ColumnType.CATEGORY;
        };
    }
}
