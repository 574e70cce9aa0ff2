package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes at all as a text file: read or refused, and in the same way however the file is cut into parts. */
class CsvFuzzTests {

    @TempDir
    static Path folder = Path.of("");

    @FuzzTest(maxDuration = "10m")
    void anyFileIsReadOrRefusedInOneWay(byte[] content) throws IOException {
        var file = Files.write(folder.resolve("table.csv"), content);

        var whole = Outcome.of(file, 1, 1 << 18);

        assertThat(Outcome.of(file, 2, 16)).isEqualTo(whole);
    }
}
