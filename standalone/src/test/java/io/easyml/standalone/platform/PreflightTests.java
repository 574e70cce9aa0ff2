package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTests {

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void aTakenPortIsNamedWithTheOptionThatChoosesAnother() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Preflight.faults(home(), new DataFolder(temporary), taken.getLocalPort()))
                    .filteredOn(fault -> fault.startsWith("Port"))
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("--port");
        }
    }

    @Test
    void partsThatWereNotBuiltAreNamedWithTheCommandThatBuildsThem() {
        assertThat(Preflight.faults(home(), new DataFolder(temporary), Ports.free()))
                .anySatisfy(fault -> assertThat(fault).contains("gateway.jar").contains("./mvnw package"))
                .anySatisfy(fault -> assertThat(fault).contains("trainer.jar"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        var file = Files.writeString(temporary.resolve("file"), "");

        assertThat(Preflight.faults(home(), new DataFolder(file.resolve("data")), Ports.free()))
                .anySatisfy(
                        fault -> assertThat(fault).contains("cannot be written").contains("--data-dir"));
    }

    /** A checkout in which nothing was built. */
    private Home home() {
        return new Home(temporary.resolve("checkout"));
    }
}
