package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTests {

    @TempDir
    private Path temporary = Path.of("");

    private DataFolder folder() {
        return new DataFolder(temporary);
    }

    @Test
    void aFolderHasOneLauncherAtATime() throws IOException {
        try (var first = Launcher.take(folder()).orElseThrow()) {
            assertThat(first).isNotNull();
            // within one process Java itself refuses; another process gets nothing
            Assertions.assertThatThrownBy(() -> Launcher.take(folder()))
                    .isInstanceOf(OverlappingFileLockException.class);
        }
        try (var next = Launcher.take(folder()).orElseThrow()) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void whatAKilledLauncherLeftBehindIsEnded() throws IOException {
        var left = sleeping();
        try (var launcher = Launcher.take(folder()).orElseThrow()) {
            state(left, PlatformState.startOf(left.pid())).write(folder());
            var told = new ArrayList<String>();

            launcher.endLeftovers(told::add);

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !left.isAlive());
            assertThat(told).singleElement().asString().contains("kafka");
            assertThat(PlatformState.read(folder())).isEmpty();
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void anotherProgramThatGotALeftoversIdIsLeftAlone() throws IOException {
        var strangers = sleeping();
        try (var launcher = Launcher.take(folder()).orElseThrow()) {
            state(strangers, PlatformState.startOf(strangers.pid()).minusSeconds(60))
                    .write(folder());

            launcher.endLeftovers(line -> {});

            assertThat(strangers.isAlive()).isTrue();
        } finally {
            strangers.destroyForcibly();
        }
    }

    @Test
    void aLauncherThatIsGoneNeedsNoEnding() throws Exception {
        var gone = sleeping();
        gone.destroyForcibly().waitFor();

        assertThat(Launcher.endRunning(new PlatformState(gone.pid(), Instant.EPOCH, true, List.of())))
                .isTrue();
    }

    @Test
    void aLauncherIsAskedToEndAndWaitedFor() throws Exception {
        var launcher = sleeping();

        assertThat(Launcher.endRunning(
                        new PlatformState(launcher.pid(), PlatformState.startOf(launcher.pid()), true, List.of())))
                .isTrue();
        assertThat(launcher.isAlive()).isFalse();
    }

    private static PlatformState state(Process process, Instant started) {
        return new PlatformState(
                Long.MAX_VALUE,
                Instant.EPOCH,
                true,
                List.of(new PlatformState.Member("kafka", process.pid(), started, "ready", "")));
    }

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "60")
                .redirectOutput(new File("/dev/null"))
                .start();
    }
}
