package io.easyml.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.MongoServer;
import io.easyml.embedded.Ports;
import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded server; and what happens when it goes. */
class AuditSinkIT extends AuditSinkContract {

    @Override
    String mongo() {
        return TestServers.instance().mongo();
    }

    @Test
    void withMongoAwayNothingIsLostAndNobodyRestartsTheSink(@TempDir Path folder) throws Exception {
        var port = Ports.free();
        var server = MongoServer.start(folder.resolve("mongo"), port, folder.resolve("mongo.log"));
        try (var sink = new SinkUnderTest("mongo-away", "mongodb://127.0.0.1:" + port)) {
            var context = sink.start();
            say(sink, 50);
            awaitTrail(sink, 50);

            server.close();
            say(sink, 50);
            var readiness = context.getBean(Readiness.class);
            await("readiness names what is missing")
                    .atMost(SOON)
                    .until(() -> readiness.missing().containsKey("mongodb"));
            assertThat(health(context.getEnvironment().getRequiredProperty("local.server.port")))
                    .isEqualTo(503);

            server = MongoServer.start(folder.resolve("mongo"), port, folder.resolve("mongo.log"));
            awaitTrail(sink, 100);
            await("ready again").atMost(SOON).until(() -> readiness.missing().isEmpty());
            assertThat(health(context.getEnvironment().getRequiredProperty("local.server.port")))
                    .isEqualTo(200);
        } finally {
            server.close();
        }
    }

    private static void say(SinkUnderTest sink, int events) {
        for (int i = 0; i < events; i++) {
            var job = UUID.randomUUID();
            sink.say(sink.topics.trainingEvents(), job, started(sink, job, 1));
        }
    }

    private static int health(String port) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
