package io.easyml.versioning.dvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryNameTests {

    @ParameterizedTest
    @CsvSource({
        "adult.csv, adult.csv",
        "adult_income, adult_income",
        "my data.csv, my%20data.csv",
        "100%, 100%25",
        "é, %C3%A9",
        ".hidden, %2Ehidden",
        "a..b, a.%2Eb",
        "end., end%2E",
        "x.dvc, x%2Edvc",
        "dvc.yaml, dvc%2Eyaml",
        "-f, %2Df",
        "a/b, a%2Fb",
        "../up, %2E%2E%2Fup"
    })
    void namesBecomeLegalInGitAndOnDisk(String name, String encoded) {
        assertThat(RepositoryName.of(name)).isEqualTo(encoded);
    }

    @Test
    void twoNamesAreNeverTheSame() {
        var names = Stream.of(
                "a b", "a%20b", "a_b", "a/b", "x.dvc", "x%2Edvc", ".a", "%2Ea", "é", "e".repeat(400), "e".repeat(401));

        assertThat(names.map(RepositoryName::of).distinct()).hasSize(11).allMatch(name -> name.length() <= 180);
    }
}
