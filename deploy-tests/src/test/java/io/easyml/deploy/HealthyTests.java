package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.easyml.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images' health check. */
class HealthyTests {

    @ParameterizedTest
    @CsvSource({"200,0", "503,1", "404,1"})
    void itEndsWithZeroOnlyWhereTheServiceIsReady(int status, int exitCode) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(ask(server.getAddress().getPort()).exitCode()).isEqualTo(exitCode);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyThereIsNotHealthy() {
        assertThat(ask(Ports.free()).exitCode()).isNotZero();
    }

    private static Program ask(int port) {
        return Program.run(List.of(
                "env",
                "SERVER_PORT=" + port,
                Repository.ROOT.resolve("deploy/healthy").toString()));
    }
}
