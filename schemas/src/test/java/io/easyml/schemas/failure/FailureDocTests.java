package io.easyml.schemas.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FailureDocTests {

    private static final Path DOC = Path.of("..", "docs", "failures.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| `([a-z]+)` \\| (.+?) \\| .+ \\|$");

    @Test
    void theDocHasEveryCodeWithItsClassAndSentence() throws Exception {
        var rows = ROW.matcher(Files.readString(DOC))
                .results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();
        var codes = Arrays.stream(FailureCode.values())
                .map(code -> code + " " + code.failureClass().label() + " " + code.sentence())
                .toList();

        assertThat(rows).as("rows of docs/failures.md").containsExactlyElementsOf(codes);
    }
}
