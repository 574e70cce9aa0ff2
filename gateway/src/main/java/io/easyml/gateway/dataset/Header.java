package io.easyml.gateway.dataset;

import io.easyml.gateway.web.ApiProblem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The column names of a CSV file: its first line, quoted or not (RFC 4180), with the delimiter that occurs most. */
final class Header {

    private static final int LONGEST = 1 << 20;
    private static final String DELIMITERS = ",;\t|";

    private Header() {}

    /** Reads the column names, or refuses what is no table. */
    static List<String> of(Path file, int maxColumns) throws IOException {
        var line = firstRecord(file);
        if (line.isBlank()) {
            throw ApiProblem.invalid("EMPTY_FILE", "file", "The file is empty: its first line must name the columns");
        }
        var columns = split(line, delimiter(line));
        if (columns.size() > maxColumns) {
            throw TableCount.tooManyColumns(Integer.toString(columns.size()), maxColumns);
        }
        var seen = new HashSet<String>();
        for (var column : columns) {
            if (!seen.add(column)) {
                throw ApiProblem.invalid(
                        "DUPLICATE_COLUMN", "file", "Two columns are named `" + column + "`; give each its own name");
            }
        }
        return columns;
    }

    private static String firstRecord(Path file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var quoted = false;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == 0) {
                    throw ApiProblem.invalid(
                            "UNREADABLE_FILE",
                            "file",
                            "The file is not text: send a CSV file with a line of column names");
                }
                if (next == '"') {
                    quoted = !quoted;
                }
                if ((next == '\n' || next == '\r') && !quoted) {
                    break;
                }
                bytes.write(next);
                if (bytes.size() > LONGEST) {
                    throw ApiProblem.invalid(
                            "UNREADABLE_FILE", "file", "The first line is longer than 1 MiB: it must name the columns");
                }
            }
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw ApiProblem.invalid(
                    "UNREADABLE_FILE", "file", "The first line is not UTF-8; convert the file to UTF-8");
        }
    }

    private static char delimiter(String line) {
        var best = ',';
        var most = 0L;
        for (char candidate : DELIMITERS.toCharArray()) {
            var quoted = false;
            var count = 0L;
            for (int i = 0; i < line.length(); i++) {
                if (line.charAt(i) == '"') {
                    quoted = !quoted;
                } else if (line.charAt(i) == candidate && !quoted) {
                    count++;
                }
            }
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    private static List<String> split(String line, char delimiter) {
        var columns = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (int i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == delimiter && !quoted) {
                columns.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        columns.add(cell.toString().strip());
        return columns;
    }
}
