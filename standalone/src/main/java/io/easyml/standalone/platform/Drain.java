package io.easyml.standalone.platform;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The signal that asks a launcher, and a training worker, to finish what runs and then to end. */
final class Drain {

    private static final long LIMIT_SECONDS = 10;

    private Drain() {}

    /** Sends it; false if there is nobody to hear it. */
    static boolean ask(long pid) throws InterruptedException {
        // Java can only send TERM and KILL; kill is part of every shell
        var command = List.of("sh", "-c", "kill -USR1 \"$1\"", "sh", Long.toString(pid));
        try {
            var kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0;
            } finally {
                kill.destroyForcibly();
            }
        } catch (IOException noShell) {
            return false;
        }
    }
}
