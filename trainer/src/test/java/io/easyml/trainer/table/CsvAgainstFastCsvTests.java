package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same cells as a parser that we did not write, wherever the parts of the file begin. */
class CsvAgainstFastCsvTests {

    private static final String[] CELLS = {
        "a",
        "",
        "\"\"",
        "\"x,y\"",
        "\"two\nlines\"",
        "\"say \"\"hi\"\"\"",
        "\"\r\n\"",
        "12",
        "-0.5e3",
        "é",
        "\"\"\"\"",
        "1 \"2",
        "\",\n,\n,\"",
        "longer text with words",
        "0.1234567890123456789"
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyCellIsTheSameHoweverSmallThePartsAre(int seed) throws IOException {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder("id,b,c,n\n");
        var end = new String[] {"\n", "\r\n", "\r"}[seed % 3];
        for (int row = 0; row < 400; row++) {
            text.append("r").append(row).append(',');
            text.append(CELLS[random.nextInt(CELLS.length)]).append(',');
            text.append(CELLS[random.nextInt(CELLS.length)]).append(',');
            text.append(random.nextInt(1000) / 8.0).append(random.nextInt(9) == 0 ? end + end : end);
        }
        var file = Files.writeString(folder.resolve("table.csv"), text);

        for (int part : new int[] {7, 64, 1000, 1 << 18}) {
            var options = new TableOptions(
                    ",",
                    null,
                    List.of("<none>"),
                    java.util.Map.of("id", "category", "b", "category", "c", "category"),
                    List.of(),
                    null,
                    null);
            var table = TableReader.open(file, "table.csv", options)
                    .within(MemoryGuard.ofHeap("table.csv"), 2, part)
                    .read(row -> {});

            assertThat(cells(table)).as("parts of " + part + " bytes").isEqualTo(expected(text.toString()));
        }
    }

    private static List<List<String>> cells(Table table) {
        var rows = new ArrayList<List<String>>();
        for (int row = 0; row < table.rows(); row++) {
            var cells = new ArrayList<String>();
            for (var column : table.columns()) {
                cells.add(
                        switch (column) {
                            case Column.Numbers numbers -> Double.toString(numbers.values()[row]);
                            case Column.Categories texts ->
                                texts.isMissing(row) ? "" : texts.levels().get(texts.codes()[row]);
                        });
            }
            rows.add(cells);
        }
        return rows;
    }

    private static List<List<String>> expected(String text) {
        var rows = new ArrayList<List<String>>();
        for (var row : CsvReader.builder().ofCsvRecord(text)) {
            rows.add(row.getFields().stream().map(String::strip).toList());
        }
        return rows.subList(1, rows.size());
    }
}
