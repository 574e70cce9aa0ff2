package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.schemas.event.EventIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Waiting for jobs, following them, reading their logs; and the limits of what is let in. */
class WatchingIT {

    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayUnderTest.start("watching-it", Map.of("MAX_ROWS", "50", "MAX_COLUMNS", "20"), url -> url);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String path(String job) {
        return "/api/v1/training/jobs/" + job;
    }

    @Test
    void aStreamTellsTheFactsWithProgressBetweenThemAndEndsWithTheJob() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);
        try (var stream = shop.http().follow(path(job) + "/events");
                var worker = new Worker(gateway, "worker-9", 1)) {
            assertThat(stream.status()).isEqualTo(200);
            var run = Worker.start(gateway, command);
            worker.holds(command, run, 50, 7);
            await("progress")
                    .atMost(Shop.SOON)
                    .untilAsserted(() -> assertThat(stream.data())
                            .anySatisfy(data -> assertThat(data)
                                    .contains("\"remaining_seconds\":7", "\"phase\":\"fit\"", "\"percent\":50")));
            gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
            gateway.say(UUID.fromString(job), Worker.registered(command, run));
            await("the end").atMost(Shop.SOON).until(stream::ended);
            assertThat(stream.events())
                    .filteredOn(name -> !name.equals("progress"))
                    .containsExactly(
                            "TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered", "end");

            var ids = stream.ids();
            assertThat(ids).hasSize(4);
            try (var again = shop.http().follow(path(job) + "/events", "Last-Event-ID", ids.get(1))) {
                await("the end").atMost(Shop.SOON).until(again::ended);
                assertThat(again.ids()).containsExactly(ids.get(2), ids.get(3));
            }
            try (var nothingMore = shop.http().follow(path(job) + "/events", "Last-Event-ID", ids.get(3))) {
                assertThat(nothingMore.status()).isEqualTo(204);
            }
        }
        try (var wrong = shop.http().follow(path(job) + "/events", "Last-Event-ID", "yesterday")) {
            assertThat(wrong.status()).isEqualTo(422);
        }
        try (var stranger = Http.newUser(gateway.address()).follow(path(job) + "/events")) {
            assertThat(stranger.status()).isEqualTo(404);
        }
        // everybody else gets the list
        assertThat(shop.http().get(path(job) + "/events").body().path("items").size())
                .isEqualTo(4);
    }

    @Test
    void whoWaitsIsAnsweredWhenTheStateChangesAndHoldsNoConnection() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);
        // more than the pool has connections
        var waiting = IntStream.range(0, 40)
                .mapToObj(i -> shop.http().ask(path(job), "Prefer", "wait=25"))
                .toList();
        for (int i = 0; i < 5; i++) {
            assertThat(shop.read(job).path("state").asString()).isEqualTo("queued");
        }
        assertThat(waiting).noneMatch(answer -> answer.isDone());

        var run = Worker.start(gateway, command);
        for (var answer : waiting) {
            assertThat(answer.join().body().path("state").asString()).isEqualTo("running");
            assertThat(answer.join().raw().headers().firstValue("Preference-Applied"))
                    .hasValue("wait=25");
        }
        gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        gateway.say(UUID.fromString(job), Worker.registered(command, run));
        shop.awaitState(job, "succeeded");
        // nothing can change any more, so nobody waits
        assertThat(shop.http()
                        .get(path(job), "Prefer", "respond-async, wait=100000")
                        .raw()
                        .headers()
                        .firstValue("Preference-Applied"))
                .hasValue("wait=60");
        assertThat(shop.http().get(path(job)).raw().headers().firstValue("Preference-Applied"))
                .isEmpty();

        var submitted = shop.train(Map.of(), "Prefer", "wait=1");
        assertThat(submitted.status()).isEqualTo(202);
        assertThat(submitted.body().path("state").asString()).isEqualTo("queued");
        assertThat(submitted.raw().headers().firstValue("Preference-Applied")).hasValue("wait=1");
    }

    @Test
    void clientsThatGoAwayLeaveTheGatewayAsItWas() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        for (int i = 0; i < 60; i++) {
            shop.http().follow(path(job) + "/events").close();
            shop.http().hangUpAfterAsking(path(job));
        }
        // all connections of the pool are usable at the same time
        var answers =
                IntStream.range(0, 40).mapToObj(i -> shop.http().ask(path(job))).toList();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void aRunsLogIsServedToWhoMaySeeTheJobAndNothingElseIs() throws IOException {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var none = shop.http().get(path(job) + "/logs");
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.raw().body()).isEmpty();

        var folder =
                Files.createDirectories(gateway.folder.resolve("models/.runs").resolve(job));
        var first = EventIds.next();
        var second = EventIds.next();
        Files.writeString(folder.resolve("1-" + first + ".log"), "2026-11-25T20:00:00Z INFO größer\n");
        Files.writeString(folder.resolve("2-" + second + ".log"), "2026-11-25T20:01:00Z WARN twice\n");
        Files.writeString(folder.resolve("secret.txt"), "not a log");
        Files.createSymbolicLink(folder.resolve("3-" + EventIds.next() + ".log"), folder.resolve("secret.txt"));

        var all = shop.http().get(path(job) + "/logs");
        assertThat(all.raw().headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        assertThat(all.raw().body()).contains("größer", "twice", "attempt 1").doesNotContain("not a log");
        var one = shop.http().get(path(job) + "/logs?attempt=2");
        assertThat(one.raw().body()).contains("twice").doesNotContain("größer");
        var json = shop.http().get(path(job) + "/logs", "Accept", "application/json");
        assertThat(json.body().path("items").size()).isEqualTo(2);
        assertThat(json.body().path("items").get(0).path("run_id").asString()).isEqualTo(first.toString());
        assertThat(json.body().path("items").get(0).path("lines").get(0).asString())
                .isEqualTo("2026-11-25T20:00:00Z INFO größer");
        assertThat(shop.http().get(path(job) + "/logs?attempt=3").status()).isEqualTo(404);
        assertThat(Http.newUser(gateway.address()).get(path(job) + "/logs").status())
                .isEqualTo(404);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aTableOverALimitIsRefusedWithTheLimitAndLeavesNothing() throws IOException {
        var shop = Shop.open(gateway);
        var quoted = "a,b\n" + "\"one\ntwo\",2\n".repeat(40);
        var rows = shop.http().upload(shop.project(), "rows.csv", "a,b\n" + "1,2\n".repeat(51));
        var columns =
                shop.http().upload(shop.project(), "columns.csv", "c,".repeat(20) + "d\n" + "1,".repeat(20) + "1\n");
        var packedRows = shop.http().upload(shop.project(), "rows.csv.gz", gzip("a,b\n" + "1,2\n".repeat(51)));
        var bomb = shop.http().upload(shop.project(), "bomb.csv.gz", gzip("a,b\n" + "1".repeat(5_000_000)));
        var cut = gzip("a,b\n" + "1,2\n".repeat(50));
        var broken = shop.http().upload(shop.project(), "cut.csv.gz", Arrays.copyOf(cut, cut.length - 9));
        var bytes = shop.http().upload(shop.project(), "bytes.csv", "a,b\n" + "1,2222\n".repeat(60_000));

        assertThat(rows.status()).isEqualTo(413);
        assertThat(rows.body().path("code").asString()).isEqualTo("TOO_MANY_ROWS");
        assertThat(rows.body().path("field").asString()).isEqualTo("file");
        assertThat(rows.body().path("detail").asString()).contains("50", "MAX_ROWS");
        assertThat(columns.status()).isEqualTo(413);
        assertThat(columns.body().path("code").asString()).isEqualTo("TOO_MANY_COLUMNS");
        assertThat(columns.body().path("detail").asString()).contains("20", "MAX_COLUMNS");
        assertThat(bytes.status()).isEqualTo(413);
        assertThat(bytes.body().path("code").asString()).isEqualTo("TOO_LARGE");
        assertThat(packedRows.status()).isEqualTo(413);
        assertThat(packedRows.body().path("code").asString()).isEqualTo("TOO_MANY_ROWS");
        assertThat(bomb.status()).isEqualTo(413);
        assertThat(bomb.body().path("detail").asString()).contains("unpacked", "MAX_UPLOAD_BYTES");
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.body().path("code").asString()).isEqualTo("UNREADABLE_FILE");
        assertThat(shop.http().upload(shop.project(), "quoted.csv", quoted).status())
                .isEqualTo(201);
        var packed = gzip("a,b\n" + "1,2\n".repeat(50));
        assertThat(shop.http().upload(shop.project(), "packed.csv.gz", packed).status())
                .isEqualTo(201);
        await("the staging folder").atMost(Shop.SOON).untilAsserted(() -> {
            try (var staged = Files.list(gateway.folder.resolve("datasets/.staging"))) {
                assertThat(staged).isEmpty();
            }
        });
    }

    @Test
    void aLimitOutOfRangeIsNamedWithItsValueAndWhatIsRight() {
        var shop = Shop.open(gateway);
        var runtime = shop.train(Map.of("limits", Map.of("max_runtime_seconds", 0)));
        var memory = shop.train(Map.of("limits", Map.of("max_memory_mb", 64)));
        var unknown = shop.train(Map.of("limits", Map.of("max_memory", 64)));

        assertThat(runtime.status()).isEqualTo(422);
        assertThat(runtime.body().path("field").asString()).isEqualTo("limits.max_runtime_seconds");
        assertThat(runtime.body().path("detail").asString()).contains("is 0", "from 1 to 604800");
        assertThat(memory.body().path("detail").asString()).contains("is 64", "from 128 to 1048576");
        assertThat(unknown.body().path("detail").asString()).contains("max_memory");
    }
}
