package io.easyml.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import io.easyml.trainer.run.RunResult.FileEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerJsonTests {

    private final TrainerJson json = new TrainerJson();

    @Test
    void messagesLookAsTheirReadersExpect() {
        assertThat(json.line(new TrainerMessage.Run("/tmp/run.json")))
                .isEqualTo("{\"type\":\"run\",\"run_file\":\"/tmp/run.json\"}");
        assertThat(json.line(new TrainerMessage.Progress("fit", 40, 12L)))
                .isEqualTo("{\"type\":\"progress\",\"phase\":\"fit\",\"percent\":40,\"remaining_seconds\":12}");
        assertThat(json.message(
                        "{\"type\":\"failed\",\"code\":\"EMPTY_FILE\",\"failure_class\":\"data\",\"message\":\"m\"}"))
                .isEqualTo(new TrainerMessage.Failed("EMPTY_FILE", "data", "m"));
    }

    @Test
    void aResultSurvivesTheChannel() {
        var succeeded = new TrainerMessage.Succeeded(new RunResult(
                "regression",
                List.of(new FileEntry("MLmodel", 3, "ab")),
                Map.of("r2", 0.1 + 0.2),
                List.of(new CurvePoint("train_rmse", 0, 1.5)),
                Map.of("criterion", "gini"),
                10,
                1,
                2,
                List.of(new DroppedColumn("id", "is text")),
                Map.of("fit", 5L)));

        var line = json.line(succeeded);

        assertThat(line).doesNotContain("\n").contains("\"size_bytes\":3", "\"durations_ms\":{\"fit\":5}");
        assertThat(json.message(line)).isEqualTo(succeeded);
    }

    @Test
    void aRunFileIsReadAsItWasWritten(@TempDir Path folder) {
        var run = new RunFile(
                "r",
                "j",
                2,
                "p",
                "m",
                "linear_regression",
                new RunFile.Dataset("/data/t.csv", "t.csv", 3, "ab"),
                "y",
                Map.of("alpha", 0.5),
                Map.of(),
                new RunFile.Dataset("/data/v.csv", "v.csv", 1, "cd"),
                42,
                "/out");
        json.writeRunFile(folder.resolve("run.json"), run);

        assertThat(json.readRunFile(folder.resolve("run.json"))).isEqualTo(run);
    }
}
