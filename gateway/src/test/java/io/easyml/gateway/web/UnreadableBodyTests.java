package io.easyml.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class UnreadableBodyTests {

    record Limits(@Nullable Long seconds) {}

    record Body(
            @Nullable UUID id,
            @Nullable Integer count,
            @Nullable Limits limits,
            @Nullable Map<String, Object> settings) {}

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\": \"nope\"} | id | is `nope`; it must be an id such as",
                "{\"count\": \"many\"} | count | is `many`; it must be a whole number",
                "{\"count\": []} | count | it must be a whole number",
                "{\"limits\": {\"seconds\": \"x\"}} | limits.seconds | is `x`; it must be a whole number",
                "{\"settings\": 3} | settings | it must be a JSON object",
                "{\"cuont\": 3} | cuont | did you mean `count`?",
                "[] | | The body must be a JSON object",
                "{\"id\" | | The body is not JSON, line 1"
            })
    void saysWhichFieldWhatStandsThereAndWhatIsRight(String body, @Nullable String field, String says) {
        var failure = catchThrowableOfType(JacksonException.class, () -> json.readValue(body, Body.class));

        var problem = UnreadableBody.problem(failure);

        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.detail()).contains(says).doesNotContain("java.").doesNotContain("io.easyml");
    }
}
