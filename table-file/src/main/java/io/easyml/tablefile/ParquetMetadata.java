package io.easyml.tablefile;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import io.easyml.schemas.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the metadata of a Parquet file say. A field of a struct is a column named {@code struct.field}.
 *
 * @param rows as the writer of the file counted them
 */
record ParquetMetadata(List<String> columns, long rows) {

    static ParquetMetadata of(Path file, String name) throws UnreadableTableException {
        try (var reader = ParquetFileReader.open(InputFile.of(file))) {
            var paths = reader.getFileSchema().getColumns().stream()
                    .map(column -> column.fieldPath())
                    .toList();
            var parts = paths.stream()
                    .collect(Collectors.groupingBy(path -> path.elements().getFirst(), Collectors.counting()));
            // a list is called what people call it, the parts of a struct by their whole path
            var columns = paths.stream()
                    .map(path -> parts.getOrDefault(path.elements().getFirst(), 0L) == 1
                            ? path.elements().getFirst()
                            : path.toString())
                    .toList();
            if (columns.isEmpty()) {
                throw new UnreadableTableException(
                        FailureCode.EMPTY_FILE, name + " has no columns. Upload a table with columns and rows.");
            }
            return new ParquetMetadata(columns, reader.getFileMetaData().numRows());
        } catch (IOException | RuntimeException broken) {
            throw new UnreadableTableException(
                    FailureCode.UNREADABLE_FILE,
                    name + " cannot be read as Parquet: " + TableFile.shorten(String.valueOf(broken.getMessage()))
                            + ". Write the file again.");
        }
    }
}
