package io.easyml.standalone.platform;

import io.easyml.embedded.Ports;
import io.easyml.embedded.PythonTools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What must be true before anything starts; each fault says how to mend it. */
final class Preflight {

    private static final long LEAST_DISK = 2L << 30;
    private static final long PYTHON_DISK = 2L << 30;

    private Preflight() {}

    static List<String> faults(Home home, DataFolder folder, int port) {
        var faults = new ArrayList<String>();
        if (Runtime.version().feature() < 25) {
            faults.add("This is Java " + Runtime.version().feature() + ". Install a JDK 25 or set JAVA_HOME to one.");
        }
        home.missing()
                .forEach(part -> faults.add(part
                        + " is missing. Build the project: ./mvnw package -DskipTests (./easyml does it by itself)."));
        if (!Ports.isFree(port)) {
            faults.add("Port " + port + " is taken by another program. End it, or choose another with --port.");
        }
        if (!PythonTools.isPrepared() && PythonTools.basePython().isEmpty()) {
            faults.add(
                    "No Python 3.10 or newer with venv is on the path: MLflow and DVC need one. Install it (on Debian:"
                            + " apt-get install python3-venv), or name one in EASYML_PYTHON.");
        }
        for (var program : List.of("git", "sh")) {
            if (!isOnPath(program)) {
                faults.add("The program " + program + " is not on the path. Install it.");
            }
        }
        folderFault(folder).ifPresent(faults::add);
        return faults;
    }

    private static java.util.Optional<String> folderFault(DataFolder folder) {
        try {
            Files.createDirectories(folder.path());
            Files.delete(Files.createTempFile(folder.path(), ".writable", ""));
            var space = Files.getFileStore(folder.path()).getUsableSpace();
            var needed = LEAST_DISK + (PythonTools.isPrepared() ? 0 : PYTHON_DISK);
            return space >= needed
                    ? java.util.Optional.empty()
                    : java.util.Optional.of("The disk of " + folder.path() + " has " + (space >> 20) + " MiB left; "
                            + (needed >> 20) + " MiB are needed. Make room, or choose another folder with --data-dir.");
        } catch (IOException notWritable) {
            return java.util.Optional.of("The folder " + folder.path() + " cannot be written: "
                    + notWritable.getMessage() + ". Choose another with --data-dir.");
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
