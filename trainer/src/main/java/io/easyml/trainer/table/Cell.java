package io.easyml.trainer.table;

import java.util.Locale;
import java.util.Set;

/** How the text of a cell is understood. */
final class Cell {

    private static final Set<String> MISSING =
            Set.of("", "na", "n/a", "#n/a", "null", "none", "nan", "-nan", "?", "<na>");

    private Cell() {}

    static boolean isMissing(String text) {
        return text.length() <= 5 && MISSING.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** The number, or NaN if the text is none. Hexadecimal, {@code 1f} and infinity are not numbers in a table. */
    static double number(String text) {
        var stripped = text.strip();
        if (stripped.isEmpty()) {
            return Double.NaN;
        }
        char last = stripped.charAt(stripped.length() - 1);
        if (!(last >= '0' && last <= '9' || last == '.') || stripped.indexOf('x') >= 0 || stripped.indexOf('X') >= 0) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(stripped);
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException noNumber) {
            return Double.NaN;
        }
    }

    /** 1, 0, or NaN if the text is neither true nor false. */
    static double truth(String text) {
        var stripped = text.strip();
        if (stripped.equalsIgnoreCase("true")) {
            return 1;
        }
        return stripped.equalsIgnoreCase("false") ? 0 : Double.NaN;
    }

    static double value(String text, ColumnType type) {
        return type == ColumnType.BOOLEAN && !Double.isNaN(truth(text)) ? truth(text) : number(text);
    }
}
