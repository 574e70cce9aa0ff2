package io.easyml.trainer;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The trainer process.
 *
 * <ul>
 *   <li>{@code --channel SOCKET}: connects to the Unix domain socket on which the parent listens, does the runs that it
 *       is sent, one after another, and ends when the socket closes. Messages are {@link TrainerMessage}s.
 *   <li>{@code --run FILE}: does one run, prints its messages to the standard output, and ends with 0 if it succeeded.
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
            serve(Path.of(arguments[1]));
        } else if (arguments.length == 2 && arguments[0].equals("--run")) {
            System.exit(runAlone(Path.of(arguments[1])) ? 0 : 1);
        } else {
            System.err.println("Usage: io.easyml.trainer.Main --channel SOCKET | --run RUN_FILE");
            System.exit(2);
        }
    }

    private static void serve(Path socket) throws IOException, InterruptedException {
        var channel = Channel.connect(socket);
        var attempt = new Attempt(channel);
        while (true) {
            attempt.of(Path.of(channel.next().runFile()));
        }
    }

    private static boolean runAlone(Path runFile) {
        var json = new TrainerJson();
        return new Attempt(message -> System.out.println(json.line(message))).of(runFile);
    }
}
