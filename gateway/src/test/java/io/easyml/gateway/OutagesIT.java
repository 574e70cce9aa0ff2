package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each store away and back: what the gateway still does, what it says, and that it comes back by itself. */
class OutagesIT {

    private static final Duration BACK = Duration.ofSeconds(60);
    private static final int BACKLOG = 40;
    private static Cable postgres;
    private static Cable redis;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        // another database, the same server
        var server = PostgresAddress.of(TestServers.instance().postgres("outages-it-server"));
        postgres = new Cable(server.host(), server.port());
        var redisAddress = URI.create(TestServers.instance().redis());
        redis = new Cable(redisAddress.getHost(), redisAddress.getPort());
        gateway = GatewayUnderTest.start(
                "outages-it",
                Map.of(
                        "REDIS_URL",
                        TestServers.instance().redis().replace(":" + redisAddress.getPort(), ":" + redis.port()),
                        "MAX_OUTBOX",
                        Integer.toString(BACKLOG)),
                url -> url.replace(":" + server.port() + "/", ":" + postgres.port() + "/"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        postgres.close();
        redis.close();
    }

    private static Http.Answer health() {
        return new Http(gateway.address(), "").get("/health");
    }

    private static void runsToTheEnd(Shop shop, String job) {
        var command = Worker.command(gateway, job, 1, BACK);
        var run = Worker.start(gateway, command);
        gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        gateway.say(UUID.fromString(job), Worker.registered(command, run));
        await(job + " succeeded")
                .atMost(BACK)
                .untilAsserted(() ->
                        assertThat(shop.read(job).path("state").asString()).isEqualTo("succeeded"));
    }

    @Test
    void withPostgresAwayItSaysSoAndComesBackByItself() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        try (var stream = shop.http().follow("/api/v1/training/jobs/" + job + "/events")) {
            postgres.cut();
            try {
                var read = shop.http().get("/api/v1/training/jobs/" + job);
                var submit = shop.train(Map.of());
                assertThat(read.status()).isEqualTo(503);
                assertThat(read.body().path("code").asString()).isEqualTo("STORE_UNAVAILABLE");
                assertThat(read.raw().headers().firstValue("Retry-After")).isPresent();
                assertThat(submit.status()).isEqualTo(503);
                assertThat(health().status()).isEqualTo(503);
                assertThat(health().body().path("missing").has("postgres")).isTrue();
            } finally {
                postgres.mend();
            }
            await("readiness")
                    .atMost(BACK)
                    .untilAsserted(() -> assertThat(health().status()).isEqualTo(200));
            // the leader's lock, the relay, the dispatcher and the projector are all back
            runsToTheEnd(shop, job);
            await("the end of the stream that was open all the time")
                    .atMost(BACK)
                    .until(stream::ended);
            assertThat(stream.events()).contains("ModelVersionRegistered", "end");
        }
    }

    @Test
    void withRedisAwayItIsSlowerAndNotWrong() {
        var shop = Shop.open(gateway);
        redis.cut();
        try {
            var job = shop.job();
            var waiting = shop.http().ask("/api/v1/training/jobs/" + job, "Prefer", "wait=25");
            var command = Worker.command(gateway, job, 1);
            var run = Worker.start(gateway, command);
            assertThat(waiting.join().body().path("state").asString()).isEqualTo("running");
            gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
            gateway.say(UUID.fromString(job), Worker.registered(command, run));
            shop.awaitState(job, "succeeded");
            assertThat(health().status()).isEqualTo(200);
            assertThat(health().body().path("degraded").has("redis")).isTrue();
        } finally {
            redis.mend();
        }
        await("Redis")
                .atMost(BACK)
                .untilAsserted(() -> assertThat(health().body().path("degraded").has("redis"))
                        .isFalse());
    }

    @Test
    void withKafkaAwayJobsAreAcceptedUntilTheBacklogIsFull() throws Exception {
        var shop = Shop.open(gateway);
        var accepted = new ArrayList<String>();
        TestServers.instance().freezeKafka();
        try {
            Http.Answer answer;
            do {
                answer = shop.train(Map.of());
                if (answer.status() == 202) {
                    accepted.add(answer.body().path("job_id").asString());
                }
            } while (answer.status() == 202 && accepted.size() <= 2 * BACKLOG);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body().path("code").asString()).isEqualTo("BACKLOG_FULL");
            assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
            assertThat(accepted.size()).isBetween(BACKLOG / 4, BACKLOG + 10);
            assertThat(shop.read(accepted.getFirst()).path("state").asString()).isEqualTo("queued");
            assertThat(shop.cancel(accepted.getLast()).status()).isEqualTo(202);
            await("what is missing")
                    .atMost(BACK)
                    .untilAsserted(
                            () -> assertThat(health().body().path("degraded").has("heartbeats"))
                                    .isTrue());
            assertThat(health().status()).isEqualTo(200);
        } finally {
            TestServers.instance().thawKafka();
        }
        await("the jobs to be accepted again")
                .atMost(BACK)
                .untilAsserted(() -> assertThat(shop.train(Map.of()).status()).isEqualTo(202));
        runsToTheEnd(shop, accepted.getFirst());
        await("the cancel to be read back")
                .atMost(BACK)
                .untilAsserted(() -> assertThat(
                                shop.read(accepted.getLast()).path("state").asString())
                        .isEqualTo("cancelled"));
        await("readiness")
                .atMost(BACK)
                .untilAsserted(() ->
                        assertThat(health().body().path("degraded").isEmpty()).isTrue());
        // what no worker will take would fill the queue's head, and other tests' jobs would wait behind it
        var queued = "/api/v1/training/jobs?state=queued&limit=200&project_id=" + shop.project();
        for (var left : shop.http().get(queued).body().path("items")) {
            shop.cancel(left.path("job_id").asString());
        }
        await("the rest to be cancelled")
                .atMost(BACK)
                .untilAsserted(() -> assertThat(
                                shop.http().get(queued).body().path("items").isEmpty())
                        .isTrue());
    }
}
