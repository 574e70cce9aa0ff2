package io.easyml.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableOptionsTests {

    private static final List<String> COLUMNS = List.of("age", "city", "bought");

    @Test
    void optionsThatSayNothingAreRight() {
        assertThat(TableOptions.DEFAULTS.problems(COLUMNS, "bought")).isEmpty();
        assertThat(TableOptions.DEFAULTS.badRowsAllowed()).isZero();
        assertThat(TableOptions.DEFAULTS.rowsAllowed()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|", " ", ":"})
    void whatDividesCellsIsADelimiter(String delimiter) {
        assertThat(delimitedBy(delimiter).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "a", "7", "\"", ".", "-", "\n", "é"})
    void whatCellsAreMadeOfIsNone(String delimiter) {
        assertThat(delimitedBy(delimiter).problems())
                .extracting(TableOptions.Problem::field)
                .containsExactly("delimiter");
    }

    @Test
    void eachProblemNamesItsFieldAndWhatIsRight() {
        var options = new TableOptions(
                null,
                "klingon",
                List.of("x".repeat(101)),
                Map.of("age", "numbr", "bought", "identifier"),
                List.of("cty", "bought"),
                -1L,
                0L);

        assertThat(options.problems(COLUMNS, "bought"))
                .extracting(TableOptions.Problem::field)
                .containsExactlyInAnyOrder(
                        "encoding",
                        "missing_values",
                        "column_types.age",
                        "max_bad_rows",
                        "max_rows",
                        "ignore_columns",
                        "ignore_columns",
                        "column_types.bought");
        assertThat(options.problems(COLUMNS, "bought"))
                .extracting(TableOptions.Problem::message)
                .anyMatch(message -> message.contains("did you mean `number`?"))
                .anyMatch(message -> message.contains("did you mean `city`?"));
    }

    @Test
    void characterSetsGoByTheNamesThatPeopleUse() {
        assertThat(TableOptions.charset("Latin-1")).hasValue(StandardCharsets.ISO_8859_1);
        assertThat(TableOptions.charset("UTF8")).hasValue(StandardCharsets.UTF_8);
        assertThat(TableOptions.charset("no such thing")).isEmpty();
    }

    private static TableOptions delimitedBy(String delimiter) {
        return new TableOptions(delimiter, null, null, Map.of(), List.of(), null, null);
    }
}
