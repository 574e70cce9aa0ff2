package io.easyml.trainer.table;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes at all between the marks of a Parquet file: read or refused. */
class ParquetFuzzTests {

    private static final byte[] MARK = {'P', 'A', 'R', '1'};

    @TempDir
    static Path folder = Path.of("");

    @FuzzTest(maxDuration = "10m")
    void anyFileIsReadOrRefused(byte[] content) throws IOException {
        // without the mark at the beginning it would be another kind of file
        System.arraycopy(MARK, 0, content, 0, Math.min(MARK.length, content.length));
        Outcome.of(Files.write(folder.resolve("table.parquet"), content), 1, 1 << 16);
    }
}
