package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow 26 wrote: 60 rows in three parts, every kind of column. */
class ParquetTableTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "none"})
    void everyKindOfColumnIsReadWhateverTheCompression(String compression) {
        var table = read("kinds-" + compression + ".parquet", TableOptions.DEFAULTS);

        assertThat(table.rows()).isEqualTo(60);
        assertThat(numbers(table, "whole").isMissing(10)).isTrue();
        assertThat(numbers(table, "whole").values()[59]).isEqualTo(59);
        assertThat(numbers(table, "small").values()[33]).isEqualTo(3);
        assertThat(numbers(table, "real").values()[33]).isEqualTo(8.25);
        assertThat(numbers(table, "single").values()[33]).isEqualTo(4.125);
        assertThat(numbers(table, "truth").type()).isEqualTo(ColumnType.BOOLEAN);
        assertThat(numbers(table, "truth").values()[2]).isEqualTo(1);
        assertThat(numbers(table, "truth").isMissing(3)).isTrue();
        assertThat(numbers(table, "price").values()[59]).isEqualTo(0.59);
        var word = (Column.Categories) table.column("word").orElseThrow();
        assertThat(word.levels()).containsExactly("rot", "grün", "blau");
        assertThat(word.isMissing(4)).isTrue();
        assertThat(((Column.Categories) table.column("coded").orElseThrow()).levels())
                .containsExactly("a", "b");
        assertThat(numbers(table, "day").type()).isEqualTo(ColumnType.DATE_TIME);
        assertThat(numbers(table, "day").values()[0])
                .isEqualTo(LocalDate.of(2024, 1, 1).toEpochDay() * 86400.0);
        assertThat(DatePart.MINUTE.of(numbers(table, "moment")).values()[7]).isEqualTo(5);
        assertThat(numbers(table, "infinite").isMissing(5)).isTrue();
        assertThat(table.reading().leftOut()).containsExactly(new DroppedColumn("list", "holds lists or maps"));
        assertThat(table.reading().notes()).singleElement().asString().contains("`infinite`");
    }

    @Test
    void theOptionsDecideHereToo() {
        var options = new TableOptions(
                null,
                null,
                List.of("rot"),
                Map.of("small", "category", "word", "category"),
                List.of("list", "infinite"),
                null,
                null);

        var table = read("kinds-none.parquet", options);

        assertThat(((Column.Categories) table.column("small").orElseThrow()).levels())
                .containsExactly("0", "1", "2", "3", "4");
        assertThat(table.column("word").orElseThrow().isMissing(0)).isTrue();
        assertThat(table.column("infinite")).isEmpty();
        var few = new TableOptions(null, null, null, Map.of(), List.of(), null, 59L);
        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> read("kinds-none.parquet", few))
                .withMessageContaining("60 rows")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.TABLE_TOO_LARGE));
    }

    @Test
    void aFileThatIsCutOffOrDamagedAnywhereIsRefusedOrRead() throws IOException {
        var bytes = Files.readAllBytes(resource("kinds-snappy.parquet"));
        for (int at = 0; at < bytes.length; at += 331) {
            var damaged = bytes.clone();
            damaged[at] ^= 0x55;
            readOrRefuse(damaged);
            readOrRefuse(Arrays.copyOf(bytes, at));
        }
    }

    private void readOrRefuse(byte[] content) throws IOException {
        var file = Files.write(folder.resolve("damaged.parquet"), content);
        try {
            var table = TableReader.open(file, "damaged.parquet", TableOptions.DEFAULTS)
                    .within(new MemoryGuard("damaged.parquet", 16 << 20), 1, 1 << 16)
                    .within(Duration.ofMillis(120))
                    .read(row -> {});
            assertThat(table.rows()).isPositive();
        } catch (TrainingFailure refused) {
            assertThat(refused.getMessage()).contains("damaged.parquet");
        }
    }

    private static Column.Numbers numbers(Table table, String name) {
        return (Column.Numbers) table.column(name).orElseThrow();
    }

    private static Table read(String name, TableOptions options) {
        return TableReader.open(resource(name), name, options).read(row -> {});
    }

    private static Path resource(String name) {
        return Path.of("src/test/resources/tables", name);
    }
}
