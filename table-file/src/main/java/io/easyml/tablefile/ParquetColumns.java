package io.easyml.tablefile;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import io.easyml.schemas.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The columns of a Parquet file, from its metadata. A field of a struct is a column named {@code struct.field}. */
final class ParquetColumns {

    private ParquetColumns() {}

    static List<String> of(Path path, String name) throws UnreadableTableException {
        try (var reader = ParquetFileReader.open(InputFile.of(path))) {
            var columns = reader.getFileSchema().getColumns().stream()
                    .map(column -> column.fieldPath().toString())
                    .toList();
            if (columns.isEmpty()) {
                throw new UnreadableTableException(
                        FailureCode.EMPTY_FILE, name + " has no columns. Upload a table with columns and rows.");
            }
            return columns;
        } catch (IOException | RuntimeException broken) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + " cannot be read as Parquet: " + TableFile.shorten(String.valueOf(broken.getMessage()))
                            + ". Write the file again.");
        }
    }
}
