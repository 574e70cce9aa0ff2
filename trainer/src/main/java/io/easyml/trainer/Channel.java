package io.easyml.trainer;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The line to the parent process: JSON lines over a Unix domain socket. The socket's end is the process's end, also in
 * the middle of a run, since nobody is left to want the model. A parent that was killed cannot tidy up, so a folder that
 * it gave us for our own goes too.
 */
final class Channel implements Consumer<TrainerMessage> {

    private static final Duration CLEANING = Duration.ofSeconds(5);

    private final TrainerJson json = new TrainerJson();
    private final BlockingQueue<TrainerMessage.Run> orders = new LinkedBlockingQueue<>();
    private final SocketChannel socket;
    private final @Nullable Path folder;

    private Channel(SocketChannel socket, @Nullable Path folder) {
        this.socket = socket;
        this.folder = folder;
    }

    /** @param folder a folder of this process alone, removed at its end */
    static Channel connect(Path path, @Nullable Path folder) throws IOException {
        var channel = new Channel(SocketChannel.open(UnixDomainSocketAddress.of(path)), folder);
        Thread.ofPlatform().daemon().name("channel").start(channel::listen);
        return channel;
    }

    /** Waits for the next order. */
    TrainerMessage.Run next() throws InterruptedException {
        return orders.take();
    }

    @Override
    public synchronized void accept(TrainerMessage message) {
        var bytes = ByteBuffer.wrap((json.line(message) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        } catch (IOException closed) {
            end();
        }
    }

    private void listen() {
        try {
            var buffer = ByteBuffer.allocate(1 << 16);
            var line = new ByteArrayOutputStream();
            while (socket.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        order(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(next);
                    }
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            // the same as its end
        }
        end();
    }

    private void end() {
        if (folder != null) {
            var cleaning = Thread.ofPlatform().daemon().start(() -> remove(folder));
            try {
                cleaning.join(CLEANING);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException gone) {
            // the parent was quicker, or the disk is broken: either way the process ends
            return;
        }
    }

    private void order(String line) {
        if (json.message(line) instanceof TrainerMessage.Run run) {
            orders.add(run);
        }
    }
}
