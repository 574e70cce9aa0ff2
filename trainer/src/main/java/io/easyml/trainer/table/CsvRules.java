package io.easyml.trainer.table;

import java.util.List;

/**
 * What every part of a reading has to know.
 *
 * @param columns names, in the order of the file
 * @param modes one per column
 * @param why who wants the strict types, for messages
 */
record CsvRules(byte delimiter, List<String> columns, List<CellMode> modes, MissingCells missing, String why) {

    CsvRules with(List<CellMode> other) {
        return new CsvRules(delimiter, columns, other, missing, why);
    }
}
