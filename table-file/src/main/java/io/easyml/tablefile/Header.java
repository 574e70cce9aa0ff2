package io.easyml.tablefile;

import io.easyml.schemas.failure.FailureCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first line that is not empty: the names of the columns. */
record Header(char delimiter, List<String> columns) {

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    /**
     * Reads the header.
     *
     * @param whole whether {@code text} is all of the file
     * @param given the delimiter, where somebody said it; else the one that stands most often in the header is taken
     */
    static Header of(String name, String text, boolean whole, @Nullable String given) throws UnreadableTableException {
        int from = 0;
        while (from < text.length() && (text.charAt(from) == '\n' || text.charAt(from) == '\r')) {
            from++;
        }
        int end = end(text, from, given);
        if (text.substring(from, end).isBlank()) {
            throw new UnreadableTableException(
                    FailureCode.EMPTY_FILE,
                    name + " is empty: its first line must name the columns. Upload a table with a header and rows.");
        }
        if (end == text.length() && !whole) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + ": the first line is longer than 1 MiB; it must name the columns. Check the line ends and"
                            + " the quotes of the first line.");
        }
        char delimiter = given == null ? likely(text, from, end) : given.charAt(0);
        return new Header(delimiter, names(name, text, from, end, delimiter));
    }

    /** Where the line ends; line ends inside of quotes belong to it. A quote opens at the beginning of a cell only. */
    private static int end(String text, int from, @Nullable String given) {
        var delimiters = given == null ? new String(DELIMITERS) : given;
        boolean quoted = false;
        boolean begins = true;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                quoted = c != '"';
            } else if (c == '"' && (begins || text.charAt(i - 1) == '"')) {
                quoted = true;
            } else if (c == '\n' || c == '\r') {
                return i;
            }
            begins = !quoted && delimiters.indexOf(c) >= 0;
        }
        return text.length();
    }

    private static char likely(String text, int from, int end) {
        var counts = new int[DELIMITERS.length];
        boolean quoted = false;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            for (int d = 0; d < DELIMITERS.length; d++) {
                counts[d] += !quoted && c == DELIMITERS[d] ? 1 : 0;
            }
        }
        int best = 0;
        for (int d = 1; d < DELIMITERS.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    private static List<String> names(String name, String text, int from, int end, char delimiter)
            throws UnreadableTableException {
        var columns = new ArrayList<String>();
        int at = from;
        while (true) {
            var cell = new StringBuilder();
            if (at < end && text.charAt(at) == '"') {
                at = quoted(name, text, at + 1, end, cell);
                if (at < end && text.charAt(at) != delimiter) {
                    throw broken(
                            name,
                            "after the quotes of column " + (columns.size() + 1) + " stands \""
                                    + TableFile.shorten(text.substring(at, Math.min(end, at + 10))) + "\"");
                }
            } else {
                int to = at;
                while (to < end && text.charAt(to) != delimiter) {
                    to++;
                }
                cell.append(text, at, to);
                at = to;
            }
            // a data frame's index comes without a name
            columns.add(
                    cell.toString().isBlank()
                            ? "column_" + (columns.size() + 1)
                            : cell.toString().strip());
            if (at >= end) {
                return List.copyOf(columns);
            }
            at++;
        }
    }

    /** Takes in a cell behind its opening quote, and gives the place behind its closing one. */
    private static int quoted(String name, String text, int from, int end, StringBuilder cell)
            throws UnreadableTableException {
        for (int at = from; at < end; at++) {
            char c = text.charAt(at);
            if (c != '"') {
                cell.append(c);
            } else if (at + 1 < end && text.charAt(at + 1) == '"') {
                cell.append('"');
                at++;
            } else {
                return at + 1;
            }
        }
        throw broken(name, "a quote in the header is not closed");
    }

    private static UnreadableTableException broken(String name, String what) {
        return new UnreadableTableException(
                FailureCode.UNREADABLE_ROW, name + ", line 1: " + what + ". Correct that line.");
    }
}
