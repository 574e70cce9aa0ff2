package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStateTests {

    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    private Path temporary = Path.of("");

    private DataFolder folder = new DataFolder(Path.of(""));

    @BeforeEach
    void inAFolder() {
        folder = new DataFolder(temporary);
    }

    @Test
    void whatTheLauncherWroteDownIsReadBack() {
        var kafka = new PlatformState.Member("kafka", 7, Instant.EPOCH, "ready", "127.0.0.1:9092");
        var state = new PlatformState(SELF, PlatformState.startOf(SELF), true, List.of(kafka));

        state.write(folder);

        assertThat(PlatformState.ofRunning(folder)).contains(state);
    }

    @Test
    void anotherProcessWithTheLaunchersIdIsNotTakenForIt() {
        new PlatformState(SELF, PlatformState.startOf(SELF).minusSeconds(60), true, List.of()).write(folder);

        assertThat(PlatformState.read(folder)).isPresent();
        assertThat(PlatformState.ofRunning(folder)).isEmpty();
    }

    @Test
    void aStateThatWasCutShortIsNoState() throws IOException {
        Files.writeString(folder.stateFile(), "{\"launcher_pid\": 1");

        assertThat(PlatformState.read(folder)).isEmpty();
    }
}
