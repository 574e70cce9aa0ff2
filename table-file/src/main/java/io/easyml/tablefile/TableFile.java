package io.easyml.tablefile;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * A file that holds a table. Gateway and trainer both open files here, so that they agree on what the columns are.
 *
 * @param name what messages call the file
 * @param columns names in the order of the file, all different, none blank
 */
public record TableFile(Path path, String name, Format format, List<String> columns) {

    /** How the table is written down. */
    public sealed interface Format {

        /**
         * Text, a row a line, RFC 4180. The first line that is not empty names the columns.
         *
         * @param gzip whether the file is compressed
         * @param charset of the text
         * @param charsetGiven whether somebody said so; otherwise it was told from the first bytes
         * @param bom bytes before the text
         * @param namesAreAscii whether the names would be the same in another character set
         */
        record Csv(boolean gzip, Charset charset, boolean charsetGiven, int bom, char delimiter, boolean namesAreAscii)
                implements Format {}

        /**
         * Apache Parquet.
         *
         * @param rows as its metadata say
         */
        record Parquet(long rows) implements Format {}
    }

    /**
     * Opens a file.
     *
     * @param name what messages call it
     * @throws UnreadableTableException if it is no table, or has a column name twice
     */
    public static TableFile open(Path path, String name, TableOptions options) throws UnreadableTableException {
        try {
            var head = Head.of(path);
            var file = head.isParquet() ? parquet(path, name) : csv(path, name, head, options);
            refuseTwins(name, file.columns());
            return file;
        } catch (NoSuchFileException | AccessDeniedException notThere) {
            throw new UnreadableTableException(
                    FailureCode.STORAGE_UNAVAILABLE,
                    name + " cannot be opened: there is no such file, or it may not be read.");
        } catch (IOException broken) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + " cannot be read: " + broken.getMessage() + ". Check the file and upload it again.");
        }
    }

    private static TableFile parquet(Path path, String name) throws UnreadableTableException {
        var metadata = ParquetMetadata.of(path, name);
        return new TableFile(path, name, new Format.Parquet(metadata.rows()), metadata.columns());
    }

    private static TableFile csv(Path path, String name, Head head, TableOptions options)
            throws UnreadableTableException {
        var encoding = Encodings.of(head, name, options.encoding());
        var text = encoding.decode(head);
        var header = Header.of(name, text, head.whole(), options.delimiter());
        boolean ascii =
                header.columns().stream().allMatch(column -> column.chars().allMatch(c -> c < 128));
        return new TableFile(
                path,
                name,
                new Format.Csv(
                        head.gzip(),
                        encoding.charset(),
                        options.encoding() != null,
                        encoding.bom(),
                        header.delimiter(),
                        ascii),
                header.columns());
    }

    private static void refuseTwins(String name, List<String> columns) throws UnreadableTableException {
        var seen = new HashSet<String>();
        for (int i = 0; i < columns.size(); i++) {
            if (!seen.add(columns.get(i))) {
                throw new UnreadableTableException(
                        FailureCode.DUPLICATE_COLUMN,
                        name + " has two columns named `" + shorten(columns.get(i)) + "` (the second is column "
                                + (i + 1) + "). Rename one of them in the header.");
            }
        }
    }

    /** Text from a file as a message shows it: not long, on one line. */
    public static String shorten(String text) {
        var cut = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return cut.chars()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
