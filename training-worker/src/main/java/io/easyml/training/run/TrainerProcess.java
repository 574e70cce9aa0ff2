package io.easyml.training.run;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A trainer in a child JVM: warm between runs, killable at any time, with an environment that holds no secret. We talk
 * over a Unix domain socket in a folder that only we can enter; when the socket closes, the trainer ends.
 */
final class TrainerProcess implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int OUT_OF_MEMORY_EXIT = 3;

    /** What a run may leave behind on the heap, compared with the first one. */
    private static final long LEAK_MB = 48;
    /** A trainer at rest that holds more than this, or half its limit, gives it back by making room for another. */
    private static final long RESTING_MB = 512;

    private final Process process;
    private final ServerSocketChannel server;
    private final Path folder;
    private final long memoryMb;
    private final TrainerOutput output;
    private final TrainerJson json = new TrainerJson();
    private final BlockingQueue<Optional<TrainerMessage>> messages = new LinkedBlockingQueue<>();
    private volatile @Nullable SocketChannel channel;
    private long restedHeapMb = -1;
    private boolean connected;
    private boolean restsAfterRun;

    private TrainerProcess(Process process, ServerSocketChannel server, Path folder, long memoryMb) {
        this.process = process;
        this.server = server;
        this.folder = folder;
        this.memoryMb = memoryMb;
        this.output = new TrainerOutput(process.getInputStream());
    }

    /**
     * Starts a trainer, which connects while we go on.
     *
     * @param heapMb the heap it may have, in MiB
     * @param memoryMb all the memory it may have; whoever watches it holds it to that
     */
    static TrainerProcess start(Path trainerHome, long heapMb, long memoryMb) throws IOException {
        var folder = Files.createTempDirectory("easyml-trainer");
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(TrainerCommand.channel(folder)));
            var command = new TrainerCommand(trainerHome, heapMb, memoryMb);
            var trainer = new TrainerProcess(command.start(folder), server, folder, memoryMb);
            trainer.preferWhenMemoryIsShort();
            var listening = Thread.ofVirtual().name("trainer-channel").start(trainer::listen);
            trainer.process.onExit().thenRun(() -> {
                // one that ended before it connected will not connect any more
                if (trainer.channel == null) {
                    listening.interrupt();
                }
            });
            return trainer;
        } catch (IOException failed) {
            server.close();
            delete(folder);
            throw failed;
        }
    }

    /** When the machine runs out of memory, Linux ends a trainer rather than its worker. */
    private void preferWhenMemoryIsShort() {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process.pid()), "oom_score_adj"), "800");
        } catch (IOException elsewhere) {
            // there is no such file on this system, and no need
            return;
        }
    }

    private void listen() {
        try (var accepted = server.accept()) {
            channel = accepted;
            server.close();
            messages.add(Optional.of(new TrainerMessage.Rested(-1)));
            var lines = new BufferedReader(Channels.newReader(accepted, StandardCharsets.UTF_8));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                messages.add(Optional.of(json.message(line)));
            }
        } catch (IOException | JacksonException broken) {
            // the same as its end: whoever waits finds out how the process ended
            process.destroyForcibly();
        } finally {
            messages.add(Optional.empty());
        }
    }

    /** Waits until it is there; false if it ended, or took too long. */
    private boolean connects() throws InterruptedException {
        if (!connected) {
            var first = messages.poll(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            connected = first != null && first.isPresent();
            if (!connected) {
                kill();
            }
        }
        return connected;
    }

    /**
     * Whether a trainer that was kept warm can do a run: it lives, has this limit, and neither its heap nor its memory
     * grew with what it did before.
     */
    boolean usable(long wantedMemoryMb) throws InterruptedException {
        return process.isAlive() && memoryMb == wantedMemoryMb && (!restsAfterRun || rests());
    }

    private boolean rests() throws InterruptedException {
        var message = messages.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null || message.isEmpty() || !(message.get() instanceof TrainerMessage.Rested rested)) {
            return false;
        }
        restsAfterRun = false;
        if (restedHeapMb < 0) {
            restedHeapMb = rested.heapMb();
        }
        return !isGrown(restedHeapMb, rested.heapMb(), memoryNowMb(), memoryMb);
    }

    /**
     * Whether a trainer at rest is to make room for a new one; all in MiB.
     *
     * @param firstHeapMb heap in use after its first run
     * @param heapMb heap in use now
     * @param heldMb memory of the whole process now
     * @param limitMb what it may have
     */
    static boolean isGrown(long firstHeapMb, long heapMb, long heldMb, long limitMb) {
        return heapMb - firstHeapMb > LEAK_MB || heldMb > Math.max(RESTING_MB, limitMb / 2);
    }

    long pid() {
        return process.pid();
    }

    /** Memory that it holds now, in MiB. */
    long memoryNowMb() {
        return ResidentMemory.ofMb(process.pid());
    }

    /** Where its output goes from now on. */
    void logInto(RunLog runLog) {
        output.into(runLog);
    }

    /** What the trainer came to. */
    sealed interface Answer {

        record Done(TrainerMessage.Succeeded message) implements Answer {}

        record Refused(TrainerMessage.Failed message) implements Answer {}

        /**
         * It ended before it answered.
         *
         * @param signal of a crash, where one is known
         */
        record Died(
                int exitCode, boolean outOfMemory, @Nullable String signal) implements Answer {}
    }

    /** Sends a run and waits until it is decided; {@link #kill} from another thread ends the wait. */
    Answer run(Path runFile, Consumer<TrainerMessage.Progress> progress) throws InterruptedException {
        if (!connects()) {
            return died();
        }
        try {
            send(json.line(new TrainerMessage.Run(runFile.toAbsolutePath().toString())) + "\n");
        } catch (IOException broken) {
            return died();
        }
        while (true) {
            var message = messages.take();
            if (message.isEmpty()) {
                return died();
            }
            switch (message.get()) {
                case TrainerMessage.Progress far -> progress.accept(far);
                case TrainerMessage.Succeeded done -> {
                    restsAfterRun = true;
                    return new Answer.Done(done);
                }
                case TrainerMessage.Failed refused -> {
                    return new Answer.Refused(refused);
                }
                case TrainerMessage.Rested late -> restsAfterRun = false;
                case TrainerMessage.Run unexpected -> kill();
            }
        }
    }

    private void send(String line) throws IOException {
        var open = channel;
        if (open == null) {
            throw new IOException("the trainer is not connected");
        }
        var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
    }

    private Answer died() throws InterruptedException {
        if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        var code = process.exitValue();
        return new Answer.Died(code, code == OUT_OF_MEMORY_EXIT, output.signal());
    }

    /** Ends the trainer at once, whatever it does. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends it, and waits until it is gone; nothing of it is left. */
    @Override
    public void close() {
        kill();
        try {
            process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        try (var listening = server;
                var open = channel) {
            channel = null;
        } catch (IOException gone) {
            // the process is killed: nobody is at the other end
            process.destroyForcibly();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException gone) {
            folder.toFile().deleteOnExit();
        }
    }
}
