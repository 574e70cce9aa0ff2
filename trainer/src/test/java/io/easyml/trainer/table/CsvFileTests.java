package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void theDelimiterIsFound(String delimiter) throws IOException {
        var table = read("a,b,c\n1,x,true\n2,y,false\n".replace(",", delimiter));

        assertThat(table.names()).containsExactly("a", "b", "c");
        assertThat(table.columns())
                .extracting(Column::type)
                .containsExactly(ColumnType.NUMBER, ColumnType.CATEGORY, ColumnType.BOOLEAN);
    }

    @Test
    void quotesHoldDelimitersLineEndsAndQuotes() throws IOException {
        var table = read("\"name\",\"the; size\"\n\"a, \"\"b\"\"\nc\",1\nd,2\n");

        assertThat(table.names()).containsExactly("name", "the; size");
        assertThat(((Column.Categories) table.columns().getFirst()).levels()).containsExactly("a, \"b\"\nc", "d");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreNoPartOfTheTable() throws IOException {
        var table = read("\ufeffa,b\r\n1,2\r\n\r\n3,4\r\n");

        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.rows()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "N/A", "null", "?", "NaN", " ", "None"})
    void aMissingCellLeavesANumberColumnANumberColumn(String missing) throws IOException {
        var table = read("a,b\n1,x\n" + missing + ",y\n-2.5e3,z\n");

        var column = (Column.Numbers) table.columns().getFirst();
        assertThat(column.type()).isEqualTo(ColumnType.NUMBER);
        assertThat(column.values()).containsExactly(1, Double.NaN, -2500);
        assertThat(column.isMissing(1)).isTrue();
    }

    @Test
    void wordsThatJavaWouldTakeForNumbersAreCategories() throws IOException {
        var table = read("a,b,c\n1d,Infinity,0x1p3\n2f,1,2\n");

        assertThat(table.columns()).extracting(Column::type).containsOnly(ColumnType.CATEGORY);
    }

    @Test
    void aRowWithTooFewCellsIsNamedByFileAndLine() {
        assertFailure(FailureCode.UNREADABLE_ROW, () -> read("a,b,c\n1,2,3\n4,5\n"))
                .withMessageContaining("table.csv, line 3: 2 cells, but the header has 3 columns")
                .withMessageContaining("column 3");
    }

    @Test
    void anUnclosedQuoteIsNamedByFileAndLine() {
        assertFailure(FailureCode.UNREADABLE_ROW, () -> read("a,b\n1,2\n\"3\"x,4\n"))
                .withMessageContaining("table.csv, line 3");
    }

    @Test
    void aColumnNameThatStandsTwiceIsNamed() {
        assertFailure(FailureCode.DUPLICATE_COLUMN, () -> read("a,b,a\n1,2,3\n"))
                .withMessageContaining("two columns named `a`")
                .withMessageContaining("column 3");
    }

    @Test
    void aColumnWithoutANameIsCalledByItsPlace() throws IOException {
        assertThat(read(",a\n0,1\n").names()).containsExactly("column_1", "a");
    }

    @Test
    void aFileThatIsNotThereIsTheStoresFault() {
        assertFailure(FailureCode.STORAGE_UNAVAILABLE, () -> CsvFile.open(folder.resolve("none.csv"), "none.csv"));
    }

    @Test
    void anEmptyFileAndAHeaderAloneAreNoTable() {
        assertFailure(FailureCode.EMPTY_FILE, () -> read(""));
        assertFailure(FailureCode.EMPTY_FILE, () -> read("a,b\n")).withMessageContaining("no rows");
    }

    @Test
    void anotherCharacterSetIsRefusedAndNotGuessed() throws IOException {
        var file = folder.resolve("table.csv");
        Files.write(file, "a,b\n1,é\n".getBytes(StandardCharsets.ISO_8859_1));

        assertFailure(
                        FailureCode.UNREADABLE_FILE,
                        () -> CsvFile.open(file, "table.csv").read(row -> {}))
                .withMessageContaining("not in UTF-8");
    }

    @Test
    void readingWithGivenTypesNamesMissingColumnsAndOddCells() throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), "b,a,more\nx,1,z\ny,two,z\n");
        var csv = CsvFile.open(file, "table.csv");

        assertThat(csv.readAs(Map.of("b", ColumnType.CATEGORY)).names()).containsExactly("b");
        assertFailure(FailureCode.UNREADABLE_FILE, () -> csv.readAs(Map.of("c", ColumnType.NUMBER)))
                .withMessageContaining("lacks a column that the model needs: `c`");
        assertFailure(FailureCode.UNREADABLE_ROW, () -> csv.readAs(Map.of("a", ColumnType.NUMBER)))
                .withMessageContaining("line 3: column `a`: \"two\" is not a number");
    }

    private Table read(String content) throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), content);
        return CsvFile.open(file, "table.csv").read(row -> {});
    }

    private static ThrowableAssertAlternative<TrainingFailure> assertFailure(
            FailureCode code, ThrowingCallable reading) {
        return assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(reading)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
