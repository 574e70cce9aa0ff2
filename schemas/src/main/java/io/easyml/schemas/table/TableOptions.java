package io.easyml.schemas.table;

import io.easyml.schemas.catalogue.NearestName;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a table is to be read, where the file does not say it by itself. Everything is optional.
 *
 * @param delimiter one ASCII character between cells; found in the header where it is not given
 * @param encoding name of the file's character set; found in the bytes where it is not given
 * @param missingValues spellings of a missing cell, whatever their case, instead of the usual ones; an empty cell is
 *     always missing
 * @param columnTypes a {@link DeclaredType}'s label by column name; other columns are told by their cells
 * @param ignoreColumns columns that are not read
 * @param maxBadRows how many rows that cannot be read are counted and skipped, 0 where it is not given; the next one fails
 *     the job
 * @param maxRows a table with more rows is refused
 */
public record TableOptions(
        @Nullable String delimiter,
        @Nullable String encoding,
        @Nullable List<String> missingValues,
        Map<String, String> columnTypes,
        List<String> ignoreColumns,
        @Nullable Long maxBadRows,
        @Nullable Long maxRows) {

    /** Nothing is said: the file speaks for itself. */
    public static final TableOptions DEFAULTS = new TableOptions(null, null, null, Map.of(), List.of(), null, null);

    private static final int LONGEST_SPELLING = 100;

    /** Lists and maps that JSON leaves out are empty. */
    public TableOptions {
        missingValues = missingValues == null ? null : List.copyOf(missingValues);
        columnTypes = Map.copyOf(Objects.requireNonNullElse(columnTypes, Map.of()));
        ignoreColumns = List.copyOf(Objects.requireNonNullElse(ignoreColumns, List.of()));
    }

    /** How many rows that cannot be read are skipped. */
    public long badRowsAllowed() {
        return maxBadRows == null ? 0 : maxBadRows;
    }

    /** How many rows the table may have. */
    public long rowsAllowed() {
        return maxRows == null ? Long.MAX_VALUE : maxRows;
    }

    /** A setting that cannot be used: which, and what to do. */
    public record Problem(String field, String message) {}

    /** What is wrong with the settings themselves, whatever the file. */
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (delimiter != null && !isDelimiter(delimiter)) {
            problems.add(
                    new Problem(
                            "delimiter",
                            "`delimiter` is \"" + shown(delimiter)
                                    + "\"; it must be one ASCII character that is no letter,"
                                    + " digit, quote, dot, plus, minus or line end, for example \",\", \";\", \"|\" or \"\\t\"."));
        }
        if (encoding != null && charset(encoding).isEmpty()) {
            problems.add(new Problem(
                    "encoding",
                    "`encoding` is \"" + shown(encoding) + "\", which is no known character set; use for example"
                            + " \"utf-8\", \"utf-16\", \"iso-8859-1\" or \"windows-1252\"."));
        }
        if (missingValues != null) {
            missingValues.stream()
                    .filter(spelling -> spelling.length() > LONGEST_SPELLING)
                    .findFirst()
                    .ifPresent(spelling -> problems.add(new Problem(
                            "missing_values",
                            "\"" + shown(spelling) + "\" is too long for a missing value: at most " + LONGEST_SPELLING
                                    + " characters.")));
        }
        columnTypes.forEach((column, type) -> {
            if (DeclaredType.ofLabel(type).isEmpty()) {
                problems.add(new Problem(
                        "column_types." + column,
                        "`" + shown(type) + "` is not a type of column"
                                + NearestName.question(DeclaredType.labels(), type)));
            }
        });
        if (maxBadRows != null && maxBadRows < 0) {
            problems.add(new Problem("max_bad_rows", "`max_bad_rows` is " + maxBadRows + "; it must be 0 or more."));
        }
        if (maxRows != null && maxRows < 1) {
            problems.add(new Problem("max_rows", "`max_rows` is " + maxRows + "; it must be 1 or more."));
        }
        return problems;
    }

    /** What is wrong with the settings for a table of these columns. */
    public List<Problem> problems(Collection<String> columns, @Nullable String target) {
        var problems = new ArrayList<>(problems());
        columnTypes.keySet().stream()
                .filter(column -> !columns.contains(column))
                .forEach(column -> problems.add(unknown("column_types." + column, columns, column)));
        ignoreColumns.stream()
                .filter(column -> !columns.contains(column))
                .forEach(column -> problems.add(unknown("ignore_columns", columns, column)));
        if (target != null && ignoreColumns.contains(target)) {
            problems.add(new Problem(
                    "ignore_columns", "`" + target + "` is the target column: it cannot be ignored as well."));
        }
        if (target != null && DeclaredType.IDENTIFIER.label().equals(columnTypes.get(target))) {
            problems.add(new Problem(
                    "column_types." + target, "`" + target + "` is the target column: it cannot be an identifier."));
        }
        return problems;
    }

    private static Problem unknown(String field, Collection<String> columns, String column) {
        return new Problem(
                field,
                "`" + shown(column) + "` is not a column of the table"
                        + NearestName.question(List.copyOf(columns), column));
    }

    private static boolean isDelimiter(String text) {
        if (text.length() != 1) {
            return false;
        }
        char c = text.charAt(0);
        return c < 128
                && (c >= ' ' || c == '\t' || c == 1 || c == 31)
                && !Character.isLetterOrDigit(c)
                && "\"'.+-\n\r".indexOf(c) < 0
                && c != 127;
    }

    /** The character set that somebody means. */
    public static Optional<Charset> charset(String name) {
        var plain = name.strip().toLowerCase(Locale.ROOT);
        if (plain.equals("latin-1") || plain.equals("latin 1")) {
            return Optional.of(StandardCharsets.ISO_8859_1);
        }
        try {
            return Charset.isSupported(plain) ? Optional.of(Charset.forName(plain)) : Optional.empty();
        } catch (IllegalCharsetNameException noName) {
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        var cut = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return cut.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
