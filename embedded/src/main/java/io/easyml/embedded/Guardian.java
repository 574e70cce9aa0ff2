package io.easyml.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.time.Duration;

/**
 * Ends the children of a process that was killed and could not do it itself: a small shell that holds the read end of
 * a pipe. While we live we tell it whom to watch; when we are gone, however, the pipe ends and it ends them: TERM first,
 * KILL five seconds later. One per process, since that is what it guards.
 */
public final class Guardian {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=' '
            while read -r word pid; do
              case $word in
                watch) pids="$pids$pid " ;;
                forget) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
              esac
            done
            family() { for child in $(ps -A -o pid= -o ppid= | awk -v p="$1" '$2 == p {print $1}'); do
              family "$child"; done; echo "$1"; }
            all=''
            for pid in $pids; do all="$all $(family "$pid")"; done
            [ -z "$all" ] && exit 0
            kill -TERM $pids 2>/dev/null
            for second in 1 2 3 4 5; do
              left=''
              for pid in $all; do kill -0 "$pid" 2>/dev/null && left="$left $pid"; done
              [ -z "$left" ] && exit 0
              sleep 1
            done
            kill -KILL $left 2>/dev/null
            """;

    private static final Guardian INSTANCE = new Guardian();

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedWriter pipe;

    private Guardian() {
        try {
            process = new ProcessBuilder("sh", "-c", SCRIPT, "easyml-guardian")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                    .start();
            pipe = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
        } catch (IOException failed) {
            throw new ServerException("The guardian", "could not be started: " + failed.getMessage(), failed);
        }
    }

    /** The guardian of this process. */
    public static Guardian instance() {
        return INSTANCE;
    }

    /** From now on the process with this id ends with us. */
    public void watch(long pid) {
        say("watch " + pid);
    }

    /** The process with this id has ended. */
    public void forget(long pid) {
        say("forget " + pid);
    }

    /** Ends the guardian itself, when all that it watched has ended, so that nothing at all is left of us. */
    public synchronized void end() throws InterruptedException {
        try {
            pipe.close();
        } catch (IOException gone) {
            // it ended before us
        }
        process.waitFor(LONGEST);
    }

    private synchronized void say(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException gone) {
            throw new ServerException("The guardian", "is gone: " + gone.getMessage(), gone);
        }
    }
}
