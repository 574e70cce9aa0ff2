package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCacheTests {

    @TempDir
    Path folder;

    @Test
    void theSameBytesReadInTheSameWayAreOneTable() throws IOException {
        var cache = new TableCache(1 << 20);
        var file = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n3,4\n");

        var first = cache.read(run(file, TableOptions.DEFAULTS), row -> {});

        assertThat(cache.read(run(file, TableOptions.DEFAULTS), row -> {})).isSameAs(first);
        var ignoring = new TableOptions(null, null, null, Map.of(), List.of("x"), null, null);
        assertThat(cache.read(run(file, ignoring), row -> {}).names()).containsExactly("y");
        Files.writeString(file, "x,y\n1,2\n3,4\n5,6\n");
        assertThat(cache.read(run(file, TableOptions.DEFAULTS), row -> {}).rows())
                .isEqualTo(3);
    }

    @Test
    void theOldestTableGoesWhenThereIsNoRoomAndATooLargeOneIsNotKeptButMadeRoomFor() throws IOException {
        var cache = new TableCache(4000);
        var small = "x\n" + "1\n".repeat(200);
        for (int i = 0; i < 5; i++) {
            cache.read(run(Files.writeString(folder.resolve(i + ".csv"), small), TableOptions.DEFAULTS), row -> {});
        }
        assertThat(cache.memory()).isEqualTo(3200);
        var large = Files.writeString(folder.resolve("large.csv"), "x\n" + "1\n".repeat(2000));
        cache.read(run(large, TableOptions.DEFAULTS), row -> {});
        assertThat(cache.memory()).isZero();
    }

    @Test
    void aTrainingThatWillNotFitIsRefusedWithTheFigures() throws IOException {
        var text = "x,y\n" + "1,2\n3,4\n".repeat(50_000);
        var table = TableReader.open(Files.writeString(folder.resolve("b.csv"), text), "b.csv", TableOptions.DEFAULTS)
                .read(row -> {});
        var question = Question.of(table, "y", Task.REGRESSION);

        MemoryEstimate.check(question, 100 << 20);
        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> MemoryEstimate.check(question, 2 << 20))
                .withMessageContaining("100000 rows")
                .withMessageContaining("at least 3 MiB of memory, but it may have 2 MiB")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.TABLE_TOO_LARGE));
    }

    private static RunFile run(Path file, TableOptions options) {
        return new RunFile(
                "run",
                "job",
                1,
                "project",
                "model",
                "decision_tree_regressor",
                new RunFile.Dataset(file.toString(), "a.csv", 1, "0".repeat(64)),
                "y",
                Map.of(),
                Map.of(),
                null,
                42,
                "out",
                options);
    }
}
