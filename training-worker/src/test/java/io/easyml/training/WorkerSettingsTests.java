package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.start.CannotStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerSettingsTests {

    @Test
    void whatIsMissingOrOutOfRangeIsNamed(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("trainer.jar"));
        var home = folder.toString();

        assertThatThrownBy(() -> new WorkerSettings("", 1, "m", "d", home, 2048, 60, 0, 30, "http://m"))
                .hasMessageContaining("WORKER_NAME");
        assertThatThrownBy(() -> new WorkerSettings("w", 0, "m", "d", home, 2048, 60, 0, 30, "http://m"))
                .hasMessageContaining("WORKER_SLOTS");
        assertThatThrownBy(() -> new WorkerSettings("w", 1, "m", "d", home, 1, 60, 0, 30, "http://m"))
                .hasMessageContaining("TRAINER_MAX_MEMORY_MB");
        assertThatThrownBy(() -> new WorkerSettings("w", 1, "m", "d", "/nowhere", 2048, 60, 0, 30, "http://m"))
                .hasMessageContaining("TRAINER_HOME");
        assertThatThrownBy(() -> new WorkerSettings("w", 1, "m", "d", home, 2048, 60, 0, 30, ""))
                .hasMessageContaining("MLFLOW_TRACKING_URI");
        assertThat(new WorkerSettings("w", 1, "m", "d", home, 2048, 60, 0, 30, "http://m").slots())
                .isEqualTo(1);
    }

    @Test
    void aRootThatSetupDidNotMarkIsRefused(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("trainer.jar"));
        var settings = new WorkerSettings(
                "w", 1, folder.toString(), folder.toString(), folder.toString(), 2048, 60, 0, 30, "http://m");

        assertThatThrownBy(settings::models)
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("MODELS_DIR");
    }
}
