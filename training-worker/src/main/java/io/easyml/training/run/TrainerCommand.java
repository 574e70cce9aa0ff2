package io.easyml.training.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a trainer's JVM is started: with a command line and an environment that hold no secret, in a folder that is its own.
 *
 * @param home the folder of the trainer's jars
 * @param heapMb the heap it may have, in MiB
 * @param memoryMb all the memory it may have, in MiB; the JVM itself holds only its direct buffers to that
 */
record TrainerCommand(Path home, long heapMb, long memoryMb) {

    /** What every trainer's JVM has, beside its jars. */
    private static final String OPTIONS = "trainer.options";
    /** What a JVM learned of an earlier start (ahead-of-time cache, JEP 483 and 514), if somebody left it there. */
    private static final String LEARNED_START = "start.aot";

    private static final List<String> ENVIRONMENT = List.of("PATH", "LANG", "LC_ALL", "TZ", "OMP_NUM_THREADS");

    TrainerCommand {
        home = home.toAbsolutePath();
    }

    /** The socket in its folder to which it connects. */
    static Path channel(Path folder) {
        return folder.resolve("s");
    }

    /** Starts it; its output is one stream. */
    Process start(Path folder) throws IOException {
        var builder = new ProcessBuilder(line(folder));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        var own = Map.copyOf(builder.environment());
        builder.environment().clear();
        for (var name : ENVIRONMENT) {
            if (own.containsKey(name)) {
                builder.environment().put(name, own.get(name));
            }
        }
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private List<String> line(Path folder) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + home.resolve(OPTIONS));
        var learned = home.resolve(LEARNED_START);
        if (learned.toFile().length() > 0) {
            // where it is of another JDK or of other jars the JVM starts without it
            line.add("-XX:AOTCache=" + learned);
        }
        line.addAll(List.of(
                "-Xmx" + heapMb + "m",
                "-XX:MaxDirectMemorySize=" + memoryMb + "m",
                "-XX:+ExitOnOutOfMemoryError",
                // nothing is left in shared places by a process that is killed
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Djava.io.tmpdir=" + folder,
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dorg.slf4j.simpleLogger.showThreadName=false",
                "-Dorg.slf4j.simpleLogger.showLogName=false",
                "-cp",
                home.resolve("*") + File.pathSeparator + home.resolve("lib").resolve("*"),
                "io.easyml.trainer.Main",
                "--channel",
                channel(folder).toString(),
                "--folder",
                folder.toString()));
        return line;
    }
}
