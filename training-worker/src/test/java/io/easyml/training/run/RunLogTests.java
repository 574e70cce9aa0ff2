package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.training.announce.Run;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTests {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-01-02T12:00:00Z"));

    @TempDir
    Path models;

    private final Run run = new Run(AnOrder.order(), 2, UUID.randomUUID(), Instant.EPOCH);

    private Path file() {
        return models.resolve(".runs/" + run.jobId() + "/2-" + run.runId() + ".log");
    }

    @Test
    void aLineIsThereAsSoonAsItIsSaid() throws Exception {
        try (var log = RunLog.open(models, run, NOON)) {
            log.info("Größe\nund mehr");
            assertThat(Files.readString(file())).isEqualTo("2026-01-02T12:00:00Z INFO Größe und mehr\n");
        }
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() throws Exception {
        try (var log = RunLog.open(models, run, NOON)) {
            for (int i = 0; i < 30_000; i++) {
                log.info("line " + i + " ".repeat(40) + ".");
            }
        }

        assertThat(Files.size(file())).isBetween(1_000_000L, 1L << 20);
        assertThat(Files.readAllLines(file())).last().asString().contains("WARN The log is cut here");
        assertThat(Files.readAllLines(file()))
                .filteredOn(line -> line.contains("cut"))
                .hasSize(1);
    }

    @Test
    void aLogThatCannotBeWrittenStopsNobody() throws Exception {
        Files.createFile(models.resolve(".runs"));
        try (var log = RunLog.open(models, run, NOON)) {
            log.info("heard by nobody");
        }
    }

    @Test
    void theTrainersLinesKeepTheirLevelAndACrashIsKnownByItsSignal() throws Exception {
        try (var log = RunLog.open(models, run, NOON);
                var pipe = new PipedOutputStream()) {
            var output = new TrainerOutput(new PipedInputStream(pipe));
            output.into(log);
            pipe.write("INFO Run begins\nWARN odd\n  at a.b.C\n#\n#  SIGSEGV (0xb) at pc=0x01, pid=1\nlast"
                    .getBytes(StandardCharsets.UTF_8));
            pipe.close();

            assertThat(output.signal()).isEqualTo("SIGSEGV");
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "2026-01-02T12:00:00Z INFO Run begins",
                        "2026-01-02T12:00:00Z WARN odd",
                        "2026-01-02T12:00:00Z WARN   at a.b.C",
                        "2026-01-02T12:00:00Z ERROR #  SIGSEGV (0xb) at pc=0x01, pid=1",
                        "2026-01-02T12:00:00Z ERROR last");
    }
}
