package io.easyml.gateway.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.gateway.web.ApiProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileIdTests {

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
