package io.easyml.standalone.demo;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.PythonTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Real tables that scikit-learn carries, as CSV files. It comes with MLflow, so nothing is downloaded. */
public final class DemoTables {

    private static final Duration EXPORT = Duration.ofSeconds(90);
    private static final List<String> NAMES = List.of("breast_cancer", "wine", "iris", "diabetes");

    private static final String SCRIPT = """
            import os, sys
            from sklearn import datasets

            for name in sys.argv[2:]:
                data = getattr(datasets, "load_" + name)(as_frame=True)
                table = data.frame
                if hasattr(data, "target_names"):
                    table["target"] = [str(data.target_names[row]) for row in data.target]
                new = os.path.join(sys.argv[1], name + ".csv." + str(os.getpid()))
                table.to_csv(new, index=False)
                os.replace(new, os.path.join(sys.argv[1], name + ".csv"))
            """;

    private final Path folder;

    private DemoTables(Path folder) {
        this.folder = folder;
    }

    /** They are kept beside the Python environment that they come from: written once, whatever the data folder. */
    public static DemoTables of(PythonTools tools) throws IOException {
        var tables = new DemoTables(Files.createDirectories(tools.folder().resolve("demo-tables")));
        tables.export(tools);
        return tables;
    }

    private void export(PythonTools tools) {
        var missing = NAMES.stream().filter(name -> !Files.exists(file(name))).toList();
        if (missing.isEmpty()) {
            return;
        }
        var command = new java.util.ArrayList<>(List.of(tools.python().toString(), "-c", SCRIPT, folder.toString()));
        command.addAll(missing);
        try (var python =
                ChildProcess.start("scikit-learn", "", command, Map.of(), folder, folder.resolve("scikit-learn.log"))) {
            python.awaitReady(EXPORT, () -> missing.stream().allMatch(name -> Files.exists(file(name))));
        }
    }

    Path file(String name) {
        return folder.resolve(name + ".csv");
    }
}
