package io.easyml.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that a test can cut and mend: a cut one refuses, and its connections break. */
final class Cable implements AutoCloseable {

    private final ServerSocket entrance;
    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Cable(String host, int port) {
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server = new InetSocketAddress(host, port);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException closed) {
                // the test ends, or a connection broke: both are seen at its ends
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var inside = new Socket();
        inside.connect(server, 2_000);
        sockets.add(client);
        sockets.add(inside);
        Thread.ofVirtual().start(() -> copy(client, inside));
        Thread.ofVirtual().start(() -> copy(inside, client));
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (SocketException broken) {
            // cut, or closed by one of the ends
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    void cut() {
        cut = true;
        sockets.forEach(Cable::close);
    }

    void mend() {
        cut = false;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }
}
