package io.easyml.trainer;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The line to the parent process: JSON lines over a Unix domain socket. The socket's end is the process's end, also in
 * the middle of a run, since nobody is left to want the model.
 */
final class Channel implements Consumer<TrainerMessage> {

    private final TrainerJson json = new TrainerJson();
    private final BlockingQueue<TrainerMessage.Run> orders = new LinkedBlockingQueue<>();
    private final SocketChannel socket;

    private Channel(SocketChannel socket) {
        this.socket = socket;
    }

    static Channel connect(Path path) throws IOException {
        var channel = new Channel(SocketChannel.open(UnixDomainSocketAddress.of(path)));
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
            Runtime.getRuntime().halt(0);
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
        Runtime.getRuntime().halt(0);
    }

    private void order(String line) {
        if (json.message(line) instanceof TrainerMessage.Run run) {
            orders.add(run);
        }
    }
}
