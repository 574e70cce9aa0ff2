package io.easyml.gateway.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.gateway.web.ApiProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTests {

    @TempDir
    private Path folder = Path.of(".");

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("table.csv"), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void quotesDelimitersAndAByteOrderMarkAreUnderstood() throws Exception {
        assertThat(Header.of(file("\uFEFF\"a,b\",\"say \"\"hi\"\"\",c\r\n1,2,3\n"), 10))
                .containsExactly("a,b", "say \"hi\"", "c");
        assertThat(Header.of(file("a;b,c;d\n"), 10)).containsExactly("a", "b,c", "d");
        assertThat(Header.of(file("a\tb"), 10)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n1,2\n", "a,b,a\n", "a,b,c,d\n"})
    void whatIsNoTableIsRefusedWithAReason(String content) throws Exception {
        var file = file(content);
        assertThatThrownBy(() -> Header.of(file, 3)).isInstanceOf(ApiProblem.class);
    }

    @Test
    void binaryAndOtherEncodingsAreRefused() throws Exception {
        var binary = file(new byte[] {'P', 'K', 3, 4, 0, 0, 1});
        assertThatThrownBy(() -> Header.of(binary, 3)).hasMessageContaining("not text");
        var latin = file("gr\u00f6\u00dfe,b\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Header.of(latin, 3)).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "a/b.csv", ".hidden", "a..b", "x.lock", "", "data.csv@v0"})
    void namesThatCouldLeadElsewhereAreRefused(String name) {
        assertThatThrownBy(() -> FileId.of(name)).isInstanceOf(ApiProblem.class).hasMessageContaining("file_id");
    }

    @Test
    void aFileIdNamesTheNewestOrOneVersion() {
        assertThat(FileId.of("data.csv").version()).isEmpty();
        assertThat(FileId.of("data.csv@v12").version()).hasValue(12);
        assertThat(FileId.of("data.csv@v12").dataset()).isEqualTo("data.csv");
    }
}
