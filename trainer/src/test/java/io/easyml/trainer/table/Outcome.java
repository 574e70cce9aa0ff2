package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.table.TableOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What becomes of a file that nobody vouches for. */
final class Outcome {

    private static final TableOptions FORGIVING = new TableOptions(null, null, null, Map.of(), List.of(), 5L, null);
    private static final long MEMORY = 1 << 26;

    private Outcome() {}

    /** The whole table as text, or why it was refused; anything else fails the test. */
    static String of(Path path, int threads, int partBytes) {
        var name = path.getFileName().toString();
        try {
            return text(TableReader.open(path, name, FORGIVING)
                    .within(new MemoryGuard(name, MEMORY), threads, partBytes)
                    .within(Duration.ofMillis(200))
                    .read(row -> {}));
        } catch (TrainingFailure refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("java.");
            return refused.code() + " " + refused.getMessage();
        }
    }

    private static String text(Table table) {
        var text = new StringBuilder(table.rows() + " rows, " + table.reading());
        for (var column : table.columns()) {
            text.append('\n').append(column.name()).append(' ').append(column.type());
            text.append(
                    switch (column) {
                        case Column.Numbers numbers -> Arrays.toString(numbers.values());
                        case Column.Categories texts -> Arrays.toString(texts.codes()) + texts.levels();
                    });
        }
        return text.toString();
    }
}
