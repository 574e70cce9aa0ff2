package io.easyml.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CommandsTests {

    @TempDir
    private Path folder = Path.of("");

    private Printed easyml(String... arguments) {
        var all = new java.util.ArrayList<>(java.util.List.of(arguments));
        all.add("--data-dir");
        all.add(folder.toString());
        return Printed.by(all.toArray(String[]::new));
    }

    @Test
    void withoutASubcommandItExplainsItself() {
        assertThat(Printed.by().text()).contains("up", "down", "status", "train", "demo", "events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up", "down", "status", "logs", "events", "env", "train", "cancel", "predict", "demo", "setup"})
    void everySubcommandTakesTheFolderAndThePort(String subcommand) {
        var help = Printed.by(subcommand, "--help");

        assertThat(help.code()).isZero();
        assertThat(help.text()).contains("--data-dir").contains("--port");
    }

    @Test
    void withNoPlatformRunningStatusSaysSoWithACodeOfItsOwn() {
        assertThat(easyml("status")).satisfies(status -> {
            assertThat(status.code()).isEqualTo(3);
            assertThat(status.text()).contains("./easyml up");
        });
        assertThat(JsonMapper.shared()
                        .readTree(easyml("status", "-o", "json").text())
                        .path("processes")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void downWithNothingRunningIsNoFailure() {
        assertThat(easyml("down").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "events"})
    void whatNeedsAPlatformSaysHowToStartOne(String subcommand) {
        var printed = easyml(subcommand);

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.text()).contains("./easyml up").doesNotContain("\tat ");
    }

    @Test
    void trainNamesAFileThatCannotBeRead() {
        var printed = easyml("train", folder.resolve("absent.csv").toString(), "--target", "y");

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.text()).contains("absent.csv");
    }

    @Test
    void cancelNamesAJobThatCannotBeOne() {
        assertThat(easyml("cancel", "my-job").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s left", "59, 59 s left", "61, 1 min 1 s left", "7260, 2 h 1 min left"})
    void whatRemainsIsSaidInWords(long seconds, String words) {
        assertThat(TrainCommand.remaining(JsonMapper.shared().valueToTree(seconds)))
                .isEqualTo(words);
        assertThat(TrainCommand.remaining(JsonMapper.shared().createObjectNode().path("remaining_seconds")))
                .isEmpty();
    }

    @Test
    void predictNamesAFolderThatIsNoModel() {
        var printed = easyml("predict", folder.toString(), "rows.csv");

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.text()).contains("metadata.json");
    }

    @Test
    void upRefusesAnImpossibleNumberOfWorkers() {
        assertThat(easyml("up", "--workers", "0").code()).isEqualTo(2);
    }

    @Test
    void logsShowsTheEndOfAProcessesLogAndNamesTheOthers() throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/kafka.log"), "one\ntwo\nthree\n");

        assertThat(easyml("logs", "kafka", "-n", "2").text()).isEqualTo("two\nthree\n");
        var wrong = easyml("logs", "kafak");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.text()).contains("kafak").contains("kafka");
    }
}
