package io.easyml.standalone.platform;

import io.easyml.embedded.Guardian;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The one launcher of a data folder, for as long as it holds the folder's lock. Signals, and the end of the script that
 * started us, end the platform in order.
 */
public final class Launcher implements AutoCloseable {

    /** Environment variable with the id of the script that we end with; without it we go on by ourselves. */
    public static final String STARTED_BY = "EASYML_STARTED_BY";

    private static final Duration STOP = Duration.ofSeconds(90);

    private final DataFolder folder;
    private final FileChannel channel;
    private final FileLock lock;
    private volatile @Nullable Platform platform;

    private Launcher(DataFolder folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the folder, or gives nothing where another launcher holds it. */
    public static Optional<Launcher> take(DataFolder folder) throws IOException {
        Files.createDirectories(folder.path());
        var channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new Launcher(folder, channel, lock));
    }

    /** From now on a signal stops this platform. Call it before the first process is started. */
    public void guard(Platform guarded) {
        platform = guarded;
        var script = System.getenv(STARTED_BY);
        for (var name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> askToStop());
        }
        Signal.handle(new Signal("USR1"), signal -> guarded.drain());
        // without a script we outlive the terminal
        Signal.handle(new Signal("HUP"), script == null ? SignalHandler.SIG_IGN : signal -> askToStop());
        if (script != null) {
            // one that was killed cannot end us: we look for its end ourselves
            ProcessHandle.of(Long.parseLong(script))
                    .ifPresentOrElse(parent -> parent.onExit().thenRun(this::askToStop), this::askToStop);
        }
    }

    private void askToStop() {
        var running = platform;
        if (running != null) {
            running.askToStop();
        }
    }

    /** Ends what a launcher left behind that was killed together with its guardian: by id and start time. */
    public void endLeftovers(Consumer<String> tell) {
        PlatformState.read(folder).ifPresent(state -> {
            for (var member : state.processes()) {
                if (PlatformState.isAlive(member.pid(), member.started())) {
                    tell.accept("Ending " + member.name() + " (" + member.pid() + "), left over from an earlier start");
                    ProcessHandle.of(member.pid()).ifPresent(Launcher::end);
                }
            }
            PlatformState.delete(folder);
        });
    }

    private static void end(ProcessHandle process) {
        var family = process.descendants().toList();
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stubborn) {
            process.destroyForcibly();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Asks the launcher of a running platform to end it, and waits until it has. */
    public static boolean endRunning(PlatformState state) throws InterruptedException {
        var launcher = ProcessHandle.of(state.launcherPid());
        if (launcher.isEmpty()) {
            return true;
        }
        launcher.get().destroy();
        try {
            launcher.get().onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stubborn) {
            return false;
        }
    }

    /** Asks the launcher of a running platform to end it once its workers are drained, and waits until it has. */
    public static boolean drainRunning(PlatformState state) throws InterruptedException {
        var launcher = ProcessHandle.of(state.launcherPid());
        if (launcher.isEmpty()) {
            return true;
        }
        if (!Drain.ask(state.launcherPid())) {
            return false;
        }
        try {
            launcher.get().onExit().get();
            return true;
        } catch (java.util.concurrent.ExecutionException impossible) {
            return false;
        }
    }

    /** Gives the folder back, when everything that was started has ended. */
    @Override
    public void close() throws IOException {
        try {
            Guardian.instance().end();
        } catch (InterruptedException asked) {
            // it ends by itself, a moment later
            Thread.currentThread().interrupt();
        }
        lock.release();
        channel.close();
    }
}
