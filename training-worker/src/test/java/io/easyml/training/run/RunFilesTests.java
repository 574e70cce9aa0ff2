package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.avro.TableReading;
import io.easyml.schemas.table.TableOptions;
import io.easyml.training.announce.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunFilesTests {

    @Test
    void theTableIsReadAsTheOrderSays() {
        var order = AnOrder.order(TableReading.newBuilder()
                .setDelimiter("|")
                .setEncoding("latin-1")
                .setMissingValues(List.of("-"))
                .setColumnTypes(Map.of("a", "category"))
                .setIgnoreColumns(List.of("b"))
                .setMaxBadRows(3)
                .setMaxRows(100L)
                .build());
        var run = new Run(order, 1, UUID.randomUUID(), Instant.EPOCH);

        var file = RunFiles.of(run, Path.of("/data/table.csv"), null, Path.of("/out"));

        assertThat(file.tableOptions())
                .isEqualTo(new TableOptions(
                        "|", "latin-1", List.of("-"), Map.of("a", "category"), List.of("b"), 3L, 100L));
    }

    @Test
    void anOrderThatSaysNothingLetsTheFileSpeak() {
        var run = new Run(AnOrder.order(), 1, UUID.randomUUID(), Instant.EPOCH);

        var file = RunFiles.of(run, Path.of("/data/table.csv"), null, Path.of("/out"));

        assertThat(file.tableOptions()).isEqualTo(TableOptions.DEFAULTS);
    }
}
