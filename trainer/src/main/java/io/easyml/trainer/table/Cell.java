package io.easyml.trainer.table;

import java.nio.charset.StandardCharsets;

/** How the text of a cell is understood. */
final class Cell {

    private Cell() {}

    /** The number that these bytes spell, or NaN. */
    static double number(byte[] bytes, int from, int to) {
        return to - from > 400 || to == from
                ? Double.NaN
                : number(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** 1, 0, or NaN. */
    static double truth(byte[] bytes, int from, int to) {
        if (to - from > 5 || to == from) {
            return Double.NaN;
        }
        return switch (new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "t", "y", "1", "1.0" -> 1;
            case "false", "no", "f", "n", "0", "0.0" -> 0;
            default -> Double.NaN;
        };
    }

    /** Whether these bytes are a spelling of infinity, or a number beyond what a double holds. */
    static boolean isInfinite(byte[] bytes, int from, int to) {
        if (to == from || to - from > 400) {
            return false;
        }
        return isInfinite(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    static boolean isInfinite(String text) {
        var plain = text.strip().toLowerCase(java.util.Locale.ROOT);
        var unsigned = plain.startsWith("-") || plain.startsWith("+") ? plain.substring(1) : plain;
        return unsigned.equals("inf")
                || unsigned.equals("infinity")
                || !unsigned.isEmpty()
                        && (Character.isDigit(unsigned.charAt(0)) || unsigned.charAt(0) == '.')
                        && isTooLarge(unsigned);
    }

    private static boolean isTooLarge(String text) {
        try {
            char last = text.charAt(text.length() - 1);
            return last >= '0' && last <= '9' && text.indexOf('x') < 0 && Double.isInfinite(Double.parseDouble(text));
        } catch (NumberFormatException noNumber) {
            return false;
        }
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
}
