package io.easyml.trainer;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The trainer process.
 *
 * <ul>
 *   <li>{@code --channel SOCKET}: connects to the Unix domain socket on which the parent listens, does the runs that it
 *       is sent, one after another, and ends when the socket closes. Messages are {@link TrainerMessage}s. With {@code
 *       --folder FOLDER} behind it, that folder is this process's own, and is removed when the socket closes.
 *   <li>{@code --run FILE}: does one run, prints its messages to the standard output, and ends with 0 if it succeeded.
 *   <li>{@code --rehearse FOLDER}: trains on a made-up table in that folder, so that the JVM can learn what its next starts
 *       need ({@code -XX:AOTCacheOutput}, JEP 514), and ends with 0 if it succeeded.
 * </ul>
 *
 * The standard error carries logs.
 */
public final class Main {

    /** Kept, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        TRIBUO.setLevel(Level.WARNING);
        if (arguments.length == 2 && arguments[0].equals("--channel")) {
            serve(Path.of(arguments[1]), null);
        } else if (arguments.length == 4 && arguments[0].equals("--channel") && arguments[2].equals("--folder")) {
            serve(Path.of(arguments[1]), Path.of(arguments[3]));
        } else if (arguments.length == 2 && arguments[0].equals("--run")) {
            System.exit(runAlone(Path.of(arguments[1])) ? 0 : 1);
        } else if (arguments.length == 2 && arguments[0].equals("--rehearse")) {
            System.exit(Rehearsal.in(Path.of(arguments[1])) ? 0 : 1);
        } else {
            System.err.println("Usage: io.easyml.trainer.Main --channel SOCKET [--folder FOLDER] | --run RUN_FILE"
                    + " | --rehearse FOLDER");
            System.exit(2);
        }
    }

    private static void serve(Path socket, @Nullable Path folder) throws IOException, InterruptedException {
        var channel = Channel.connect(socket, folder);
        var attempt = new Attempt(channel);
        CollectorOverhead.watch(Main::endOutOfMemory);
        while (true) {
            switch (attempt.of(Path.of(channel.next().runFile()))) {
                case TrainerMessage.Succeeded done -> channel.accept(rest());
                case TrainerMessage.Failed failed
                when failed.code().equals(FailureCode.OUT_OF_MEMORY.name()) ->
                    // what is left is not to be trusted
                    endOutOfMemory();
                default -> {
                    // the parent starts another trainer after a failure
                }
            }
        }
    }

    /** With the exit code of {@code -XX:+ExitOnOutOfMemoryError}, by which the parent knows. */
    private static void endOutOfMemory() {
        Runtime.getRuntime().halt(3);
    }

    /** What the run left behind, between runs, when a collection keeps nobody waiting. */
    private static TrainerMessage rest() {
        var runtime = Runtime.getRuntime();
        runtime.gc();
        return new TrainerMessage.Rested((runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private static boolean runAlone(Path runFile) {
        var json = new TrainerJson();
        return new Attempt(message -> System.out.println(json.line(message))).of(runFile)
                instanceof TrainerMessage.Succeeded;
    }
}
