package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.storage.StorageRoot;
import io.easyml.training.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldRunLogsTests {

    @Test
    void logsGoAfterTheirTimeAndTheirFoldersWithThem(@TempDir Path folder) throws Exception {
        var now = Instant.parse("2026-03-01T00:00:00Z");
        var models = StorageRoot.mark(folder.resolve("models")).directory();
        Files.createFile(folder.resolve("trainer.jar"));
        var old = log(models, "old", now.minus(Duration.ofDays(31)));
        var young = log(models, "young", now.minus(Duration.ofDays(29)));
        var settings =
                new WorkerSettings("w", 1, models.toString(), "d", folder.toString(), 512, 60, 0, 30, "http://mlflow");
        try (var logs = new OldRunLogs(settings, InstantSource.fixed(now))) {
            logs.remove();
        }

        assertThat(old.getParent()).doesNotExist();
        assertThat(young).exists();
    }

    private static Path log(Path models, String job, Instant at) throws Exception {
        var folder = Files.createDirectories(models.resolve(".runs").resolve(job));
        var file = Files.writeString(folder.resolve("1-r.log"), "line\n");
        Files.setLastModifiedTime(file, FileTime.from(at));
        Files.setLastModifiedTime(folder, FileTime.from(at));
        return file;
    }
}
