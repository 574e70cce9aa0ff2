package io.easyml.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTests {

    /** A worker's start once failed since a connection had got its port in the meantime. */
    @Test
    void aFreePortIsNoneThatAConnectionIsGiven() {
        var ports = IntStream.range(0, 100).map(i -> Ports.free()).boxed().toList();

        assertThat(ports).allSatisfy(port -> assertThat(port).isBetween(20_000, 29_999));
        assertThat(ports).allSatisfy(port -> assertThat(Ports.accepts(port)).isFalse());
    }

    @Test
    void aPortThatSomebodyListensOnIsNotFree() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
            assertThat(Ports.accepts(taken.getLocalPort())).isTrue();
        }
    }
}
