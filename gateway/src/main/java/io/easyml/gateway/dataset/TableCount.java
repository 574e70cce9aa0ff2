package io.easyml.gateway.dataset;

import io.easyml.gateway.web.ApiProblem;
import java.nio.ByteBuffer;
import org.springframework.http.HttpStatus;

/**
 * Counts the rows and columns of a CSV file (RFC 4180) as its bytes pass by, so that a table that is too large is refused
 * before it has come in whole. A quote opens a quoted cell only where a cell begins; blank lines are no rows. What is
 * gzipped or Parquet passes uncounted: {@link PackedTable} looks into it when all of it is there.
 */
final class TableCount {

    private static final String DELIMITERS = ",;\t|";

    private final long mostRows;
    private final int mostColumns;
    private final int[] delimiters = new int[DELIMITERS.length()];
    private long records;
    private boolean quoted;
    private boolean quoteBefore;
    private boolean cellBegins = true;
    private boolean blank = true;
    private boolean begins = true;
    private boolean packed;

    TableCount(long mostRows, int mostColumns) {
        this.mostRows = mostRows;
        this.mostColumns = mostColumns;
    }

    /** Rows below the line of column names, as far as the file has come in. */
    long rows() {
        return Math.max(0, records + (blank ? 0 : 1) - 1);
    }

    /** Takes the next bytes. */
    void take(ByteBuffer bytes) {
        if (begins) {
            begins = false;
            packed = startsWith(bytes, 0x1f, 0x8b) || startsWith(bytes, 'P', 'A', 'R', '1');
        }
        while (!packed && bytes.hasRemaining()) {
            take((char) (bytes.get() & 0xff));
        }
    }

    private static boolean startsWith(ByteBuffer bytes, int... magic) {
        if (bytes.remaining() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes.get(bytes.position() + i) & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private void take(char next) {
        if (quoted) {
            if (next == '"') {
                quoteBefore = !quoteBefore;
                return;
            }
            if (!quoteBefore) {
                return;
            }
            // the quote before this was the closing one
            quoted = false;
            quoteBefore = false;
        }
        if (next == '\n' || next == '\r') {
            endOfLine();
        } else if (next == '"' && cellBegins) {
            quoted = true;
            cellBegins = false;
            blank = false;
        } else {
            var delimiter = DELIMITERS.indexOf(next);
            if (delimiter >= 0 && records == 0) {
                delimiters[delimiter]++;
                checkColumns();
            }
            cellBegins = delimiter >= 0;
            blank = false;
        }
    }

    private void endOfLine() {
        if (!blank) {
            records++;
            blank = true;
            checkRows();
        }
        cellBegins = true;
    }

    /** The file ends: its last line need not have an end. */
    void end() {
        checkRows();
    }

    private void checkRows() {
        checkRows(rows(), mostRows);
    }

    static void checkRows(long rows, long most) {
        if (rows > most) {
            throw ApiProblem.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "TOO_MANY_ROWS",
                    "file",
                    "The table has more than " + most
                            + " rows, which is the limit (setting MAX_ROWS). Send fewer, for example a sample.");
        }
    }

    /** The delimiter is the one that occurs most in the first line. */
    private void checkColumns() {
        for (var count : delimiters) {
            if (count >= mostColumns) {
                throw tooManyColumns("more than " + mostColumns, mostColumns);
            }
        }
    }

    static ApiProblem tooManyColumns(String have, int most) {
        return ApiProblem.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "TOO_MANY_COLUMNS",
                "file",
                "The table has " + have + " columns; at most " + most + " are allowed (setting MAX_COLUMNS). Leave out"
                        + " what the model does not need.");
    }
}
