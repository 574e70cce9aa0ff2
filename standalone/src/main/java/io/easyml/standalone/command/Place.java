package io.easyml.standalone.command;

import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.platform.PlatformState;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which platform is meant: options that every subcommand has. */
final class Place {

    @Option(
            names = "--data-dir",
            defaultValue = ".easyml",
            paramLabel = "FOLDER",
            description = "Folder of the platform's state (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of(".easyml");

    @Option(
            names = "--port",
            defaultValue = "8000",
            paramLabel = "PORT",
            description = "Port of the API (default: ${DEFAULT-VALUE}).")
    private int port;

    DataFolder folder() {
        return new DataFolder(dataDir);
    }

    int port() {
        return port;
    }

    /** The settings of the platform that runs there. */
    Map<String, String> running() {
        if (PlatformState.ofRunning(folder()).isEmpty()) {
            throw new IllegalStateException("No platform runs on " + folder().path() + ". Start one: ./easyml up");
        }
        return folder().env().orElseThrow(() -> new IllegalStateException("The platform is still starting."));
    }
}
