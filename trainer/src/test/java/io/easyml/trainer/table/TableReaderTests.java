package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTests {

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
    void aLongCellWithQuotesInItIsKeptWhole() throws IOException {
        var told = "she said \"no\" ".repeat(100);
        var escaped = told.replace("\"", "\"\"");

        var table = read("a,b\n1,\"" + escaped + "\"\n2,\"x\"\"y\"\n");

        assertThat(((Column.Categories) table.column("b").orElseThrow()).levels())
                .containsExactly(told.strip(), "x\"y");
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
        var table = read("a,b,c\n1d,1_000,0x1p3\n2f,1,2\n");

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
        assertFailure(
                FailureCode.STORAGE_UNAVAILABLE,
                () -> TableReader.open(folder.resolve("none.csv"), "none.csv", TableOptions.DEFAULTS));
    }

    @Test
    void anEmptyFileAndAHeaderAloneAreNoTable() {
        assertFailure(FailureCode.EMPTY_FILE, () -> read(""));
        assertFailure(FailureCode.EMPTY_FILE, () -> read("a,b\n")).withMessageContaining("no rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "UTF-16BE"})
    void theCharacterSetIsFound(String charset) throws IOException {
        var file = Files.write(folder.resolve("table.csv"), "größe,b\n1,é\n2,ü\n".getBytes(charset));

        var table = TableReader.open(file, "table.csv", TableOptions.DEFAULTS).read(row -> {});

        assertThat(table.names()).containsExactly("größe", "b");
        assertThat(((Column.Categories) table.columns().get(1)).levels()).containsExactly("é", "ü");
    }

    @Test
    void aByteFarBehindTheHeaderMakesTheCharacterSetAnotherOneUnlessItWasGiven() throws IOException {
        var text = "a,b\n" + "1,plain\n".repeat(200_000) + "2,é\n";
        var file = Files.write(folder.resolve("table.csv"), text.getBytes(StandardCharsets.ISO_8859_1));

        var table = TableReader.open(file, "table.csv", TableOptions.DEFAULTS).read(row -> {});

        assertThat(((Column.Categories) table.columns().get(1)).levels()).containsExactly("plain", "é");
        assertThat(table.reading().notes()).singleElement().asString().contains("line 200002", "Windows-1252");
        var utf8 = new TableOptions(null, "utf-8", null, Map.of(), List.of(), null, null);
        assertFailure(
                        FailureCode.UNREADABLE_FILE,
                        () -> TableReader.open(file, "table.csv", utf8).read(row -> {}))
                .withMessageContaining("not in UTF-8: in line 200002");
    }

    @Test
    void aGzippedFileIsReadAsWhatIsInIt() throws IOException {
        var file = folder.resolve("table.csv.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a;b\n1;x\n2;y\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(TableReader.open(file, "table.csv.gz", TableOptions.DEFAULTS)
                        .read(row -> {})
                        .names())
                .containsExactly("a", "b");
    }

    @Test
    void aColumnThatLooksLikeNumbersAtFirstIsReadAgainAsTexts() throws IOException {
        var text = "n,m,late\n" + "1,1,\n".repeat(60_000) + "x,1,2\n";

        var table = read(text);

        var column = (Column.Categories) table.columns().getFirst();
        assertThat(column.levels()).containsExactly("1", "x");
        assertThat(column.codes()[60_000]).isEqualTo(1);
        assertThat(table.columns())
                .extracting(Column::type)
                .containsExactly(ColumnType.CATEGORY, ColumnType.NUMBER, ColumnType.NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29",
                "2024-02-29T13:05:00Z",
                "2024/02/29 13:05",
                "29.02.2024",
                "02/29/2024",
                "29/02/2024"
            })
    void datesAreMoments(String date) throws IOException {
        var column = (Column.Numbers)
                read("when,n\n" + date + ",1\nNA,2\n").columns().getFirst();

        assertThat(column.type()).isEqualTo(ColumnType.DATE_TIME);
        assertThat(column.values()[0] - (date.contains("13:05") ? 13 * 3600 + 5 * 60 : 0))
                .isEqualTo(java.time.LocalDate.of(2024, 2, 29).toEpochDay() * 86400.0);
        assertThat(column.isMissing(1)).isTrue();
        assertThat(DatePart.WEEKDAY.of(column.values())[0]).isEqualTo(4);
        assertThat(DatePart.MONTH.of(column.values())[0]).isEqualTo(2);
    }

    @Test
    void sentencesAreTextsAndInfiniteNumbersAreMissingAndBothAreSaid() throws IOException {
        var text = new StringBuilder("t,n\n");
        for (int i = 0; i < 50; i++) {
            text.append("a long remark about thing ")
                    .append(i)
                    .append(',')
                    .append(i == 7 ? "-inf" : "1.5")
                    .append('\n');
        }

        var table = read(text.toString());

        assertThat(table.columns()).extracting(Column::type).containsExactly(ColumnType.TEXT, ColumnType.NUMBER);
        assertThat(table.columns().get(1).isMissing(7)).isTrue();
        assertThat(table.reading().notes()).singleElement().asString().contains("`n` has 1 cell");
    }

    @Test
    void theOptionsDecideOverTypesMissingValuesAndColumns() throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), "zip|yes|bad|n\n007|1|x|-\n008|0|y|2\n");
        var options = new TableOptions(
                "|", null, List.of("-"), Map.of("zip", "category", "yes", "boolean"), List.of("bad"), null, null);

        var table = TableReader.open(file, "table.csv", options).read(row -> {});

        assertThat(table.names()).containsExactly("zip", "yes", "n");
        assertThat(table.columns())
                .extracting(Column::type)
                .containsExactly(ColumnType.CATEGORY, ColumnType.BOOLEAN, ColumnType.NUMBER);
        assertThat(table.columns().get(2).isMissing(0)).isTrue();
        assertThat(table.reading().leftOut())
                .extracting(dropped -> dropped.name())
                .containsExactly("bad");
    }

    @Test
    void brokenRowsAreSkippedUpToTheirLimitAndTheNextOneIsNamed() throws IOException {
        var file = Files.writeString(
                folder.resolve("table.csv"), "a,b\n1,2\n3\n4,5,6\n7,\"8\"9\n10,many\n" + "1,1\n".repeat(20));

        var four = new TableOptions(null, null, null, Map.of("b", "number"), List.of(), 4L, null);
        var table = TableReader.open(file, "table.csv", four).read(row -> {});
        assertThat(table.rows()).isEqualTo(21);
        assertThat(table.reading().skippedRows()).isEqualTo(4);
        assertThat(table.reading().firstSkipped().getFirst()).contains("line 3").contains("1 cell, but");

        var three = new TableOptions(null, null, null, Map.of("b", "number"), List.of(), 3L, null);
        assertFailure(
                        FailureCode.UNREADABLE_ROW,
                        () -> TableReader.open(file, "table.csv", three).read(row -> {}))
                .withMessageContaining("line 6: column `b`: \"many\" is not a number, as `column_types` says")
                .withMessageContaining("max_bad_rows");
    }

    @Test
    void aTableThatWillNotFitOrHasTooManyRowsIsRefusedWithTheFigures() throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), "a,b\n" + "1,2\n".repeat(200_000));
        var reader = TableReader.open(file, "table.csv", TableOptions.DEFAULTS)
                .within(new MemoryGuard("table.csv", 1 << 20), 2, 1 << 16);
        assertFailure(FailureCode.TABLE_TOO_LARGE, () -> reader.read(row -> {}))
                .withMessageContaining("MiB")
                .withMessageContaining("max_memory_mb");

        var rows = new TableOptions(null, null, null, Map.of(), List.of(), null, 1000L);
        assertFailure(
                        FailureCode.TABLE_TOO_LARGE,
                        () -> TableReader.open(file, "table.csv", rows).read(row -> {}))
                .withMessageContaining("more than the 1000 rows");
    }

    @Test
    void readingWithGivenTypesNamesMissingColumnsAndOddCells() throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), "b,a,more\nx,1,z\ny,two,z\n");
        var csv = TableReader.open(file, "table.csv", TableOptions.DEFAULTS);

        assertThat(csv.readAs(Map.of("b", ColumnType.CATEGORY)).names()).containsExactly("b");
        assertFailure(FailureCode.UNREADABLE_FILE, () -> csv.readAs(Map.of("c", ColumnType.NUMBER)))
                .withMessageContaining("lacks a column that the model needs: `c`");
        assertFailure(FailureCode.UNREADABLE_ROW, () -> csv.readAs(Map.of("a", ColumnType.NUMBER)))
                .withMessageContaining("line 3: column `a`: \"two\" is not a number");
    }

    private Table read(String content) throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), content);
        return TableReader.open(file, "table.csv", TableOptions.DEFAULTS).read(row -> {});
    }

    private static ThrowableAssertAlternative<TrainingFailure> assertFailure(
            FailureCode code, ThrowingCallable reading) {
        return assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(reading)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
