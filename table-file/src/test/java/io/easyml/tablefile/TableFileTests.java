package io.easyml.tablefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFileTests {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void quotesDelimitersAndAByteOrderMarkAreUnderstood() throws Exception {
        assertThat(columns("\uFEFF\"a,b\",\"say \"\"hi\"\"\",c\r\n1,2,3\n")).containsExactly("a,b", "say \"hi\"", "c");
        assertThat(columns("a;b,c;d\n")).containsExactly("a", "b,c", "d");
        assertThat(columns("a\tb")).containsExactly("a", "b");
        assertThat(columns("\n\n\"two\nlines\"|b|\n1|2|\n")).containsExactly("two\nlines", "b", "column_3");
        assertThat(columns("height 5\",b\n1,2\n")).containsExactly("height 5\"", "b");
    }

    @Test
    void theDelimiterThatSomebodySaysIsTaken() throws Exception {
        var options = new TableOptions(";", null, null, Map.of(), List.of(), null, null);
        assertThat(TableFile.open(file("a,b;c,d\n".getBytes(StandardCharsets.UTF_8)), "t.csv", options)
                        .columns())
                .containsExactly("a,b", "c,d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252"})
    void theCharacterSetIsFound(String charset) throws Exception {
        assertThat(TableFile.open(file("größe,name\n1,x\n".getBytes(charset)), "t.csv", TableOptions.DEFAULTS)
                        .columns())
                .containsExactly("größe", "name");
    }

    @Test
    void aGzippedFileIsOpened() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        }
        var opened = TableFile.open(file(bytes.toByteArray()), "t.csv.gz", TableOptions.DEFAULTS);
        assertThat(opened.columns()).containsExactly("a", "b");
        assertThat(opened.format())
                .isInstanceOfSatisfying(
                        TableFile.Format.Csv.class,
                        csv -> assertThat(csv.gzip()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "504b0304 | an Excel file",
                "d0cf11e0 | an old Excel file",
                "25504446 | PDF",
                "89504e47 | image",
                "28b52ffd | zstd",
                "425a6839 | bzip2",
                "5041523100 | as Parquet",
                "00010203 | zero bytes",
                "0102030405060708 | control characters",
                "1f8b0800 | cannot be read"
            })
    void otherFormatsAreNamed(String hex, String word) throws Exception {
        var file = file(java.util.HexFormat.of().parseHex(hex));
        assertThatExceptionOfType(UnreadableTableException.class)
                .isThrownBy(() -> TableFile.open(file, "t.csv", TableOptions.DEFAULTS))
                .withMessageContaining(word)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.UNREADABLE_FILE));
    }

    @ParameterizedTest
    @CsvSource({
        "'', EMPTY_FILE",
        "'\n\n', EMPTY_FILE",
        "'a,b,a\n', DUPLICATE_COLUMN",
        "'\"a,b\n', UNREADABLE_ROW",
        "'\"a\"b,c\n', UNREADABLE_ROW"
    })
    void whatIsNoHeaderIsRefused(String content, FailureCode code) throws Exception {
        var file = file(content.getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(UnreadableTableException.class)
                .isThrownBy(() -> TableFile.open(file, "t.csv", TableOptions.DEFAULTS))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("t.csv"), content);
    }

    private List<String> columns(String content) throws Exception {
        return TableFile.open(file(content.getBytes(StandardCharsets.UTF_8)), "t.csv", TableOptions.DEFAULTS)
                .columns();
    }
}
