package io.easyml.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine's loopback address. */
public final class Ports {

    /**
     * Above the ports of well-known servers, below those that systems give to outgoing connections (Linux: from 32768,
     * IANA, RFC 6335: from 49152) and Kubernetes to its services (from 30000): between the choice and its use no
     * connection takes one of these.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int TRIES = 200;

    private Ports() {}

    /** A port from {@value #FIRST} to {@value #LAST} that nobody listens on now; if all that are tried are taken, any other. */
    public static int free() {
        var chance = ThreadLocalRandom.current();
        for (int i = 0; i < TRIES; i++) {
            var port = chance.nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException("no free port on 127.0.0.1", failed);
        }
    }

    /** Whether a server could listen on this port. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Whether somebody listens on this port. */
    public static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
