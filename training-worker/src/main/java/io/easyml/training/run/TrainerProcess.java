package io.easyml.training.run;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A trainer in a child JVM: warm between runs, killable at any time, with an environment that holds no secret. We talk
 * over a Unix domain socket in a folder that only we can enter; when the socket closes, the trainer ends.
 */
final class TrainerProcess implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final int OUT_OF_MEMORY_EXIT = 3;

    private final Process process;
    private final SocketChannel channel;
    private final BufferedReader lines;
    private final Path folder;
    private final long memoryMb;
    private final TrainerJson json = new TrainerJson();

    private TrainerProcess(Process process, SocketChannel channel, Path folder, long memoryMb) {
        this.process = process;
        this.channel = channel;
        this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        this.folder = folder;
        this.memoryMb = memoryMb;
    }

    /**
     * Starts a trainer and waits until it has connected.
     *
     * @param memoryMb heap limit in MiB
     * @throws IOException if it does not start or does not connect in time
     */
    static TrainerProcess start(Path trainerHome, long memoryMb) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("easyml");
        var socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var process = launch(trainerHome, memoryMb, socket);
            var accepted = new CompletableFuture<SocketChannel>();
            Thread.ofVirtual().name("trainer-accept").start(() -> {
                try {
                    accepted.complete(server.accept());
                } catch (IOException failed) {
                    accepted.completeExceptionally(failed);
                }
            });
            var died = process.onExit()
                    .thenRun(() -> accepted.completeExceptionally(new IOException(
                            "the trainer ended with exit code " + process.exitValue() + " before it connected")));
            try {
                return new TrainerProcess(
                        process, accepted.get(CONNECT.toSeconds(), TimeUnit.SECONDS), folder, memoryMb);
            } catch (ExecutionException | TimeoutException failed) {
                process.destroyForcibly();
                delete(folder);
                throw new IOException("the trainer did not connect: " + failed.getMessage(), failed);
            } finally {
                died.cancel(false);
            }
        }
    }

    private static Process launch(Path trainerHome, long memoryMb, Path socket) throws IOException {
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memoryMb + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                trainerHome.resolve("*")
                        + File.pathSeparator
                        + trainerHome.resolve("lib").resolve("*"),
                "io.easyml.trainer.Main",
                "--channel",
                socket.toString()));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        var own = Map.copyOf(builder.environment());
        builder.environment().clear();
        for (var name : List.of("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "OMP_NUM_THREADS")) {
            if (own.containsKey(name)) {
                builder.environment().put(name, own.get(name));
            }
        }
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    boolean usable(long wantedMemoryMb) {
        return process.isAlive() && memoryMb == wantedMemoryMb;
    }

    /** What the trainer came to. */
    sealed interface Answer {

        record Done(TrainerMessage.Succeeded message) implements Answer {}

        record Refused(TrainerMessage.Failed message) implements Answer {}

        /** It ended before it answered. */
        record Died(int exitCode, boolean outOfMemory) implements Answer {}
    }

    /** Sends a run and reads until it is decided; {@link #kill} from another thread ends the wait. */
    Answer run(Path runFile, Consumer<TrainerMessage.Progress> progress) throws InterruptedException {
        try {
            var line = json.line(new TrainerMessage.Run(runFile.toString())) + "\n";
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            while (true) {
                @Nullable String answer = lines.readLine();
                if (answer == null) {
                    return died();
                }
                switch (json.message(answer)) {
                    case TrainerMessage.Progress message -> progress.accept(message);
                    case TrainerMessage.Succeeded message -> {
                        return new Answer.Done(message);
                    }
                    case TrainerMessage.Failed message -> {
                        return new Answer.Refused(message);
                    }
                    case TrainerMessage.Run unexpected -> throw new IOException("the trainer sent a run");
                }
            }
        } catch (IOException | JacksonException broken) {
            return died();
        }
    }

    private Answer died() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Answer.Died(process.exitValue(), process.exitValue() == OUT_OF_MEMORY_EXIT);
    }

    /** Ends the trainer at once. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            channel.close();
        } catch (IOException gone) {
            // the process is killed: nobody is at the other end
            process.destroyForcibly();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("s"));
            Files.deleteIfExists(folder);
        } catch (IOException left) {
            folder.toFile().deleteOnExit();
        }
    }
}
