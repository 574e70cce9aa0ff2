package io.easyml.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        wait=10                     | 10
        respond-async, wait=5       | 5
        Wait = "7"; foo=bar         | 7
        wait=0                      | 0
        wait=999999999              | 60
        wait=-1                     |
        wait=soon                   |
        wait=99999999999999999999   |
        handling=lenient            |
        """)
    void aWaitIsUnderstoodAndCappedAndWhatIsNoneIsIgnored(String header, Long seconds) {
        assertThat(Preference.wait(List.of("return=minimal", header)))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
        assertThat(Preference.wait(null)).isEmpty();
    }
}
