package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTests {

    @TempDir
    private Path temporary = Path.of("");

    private Server process(String name, String script) {
        return ChildProcess.start(
                name, name, List.of("sh", "-c", script), Map.of(), temporary, temporary.resolve(name + ".log"));
    }

    @Test
    void drainedWorkersEndByThemselvesAreNotStartedAgainAndThenThePlatformStops() throws Exception {
        // says when it listens, finishes something when asked, and ends
        var worker = "trap 'echo drained; exit 0' USR1; echo listens; while :; do sleep 0.1; done";
        var log = temporary.resolve("training-worker-1.log");
        try (var supervisor = new Supervisor(new DataFolder(temporary), line -> {})) {
            supervisor.startAll(Map.of(
                    "training-worker-1", () -> process("training-worker-1", worker),
                    "gateway", () -> process("gateway", "exec sleep 60")));
            Awaitility.await().until(() -> Files.readString(log).contains("listens"));

            supervisor.drain("training-worker");
            try {
                supervisor.watch();
            } catch (InterruptedException asked) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }

            assertThat(log).content().contains("drained").containsOnlyOnce("listens");
            var gateway = supervisor.members().stream()
                    .filter(member -> member.name().equals("gateway"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ProcessHandle.of(gateway.pid()).map(ProcessHandle::isAlive))
                    .contains(true);
        }
    }
}
