package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.avro.TrainingInterrupted;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cancel, lost workers, lost commands, surplus runs: the law of a job's life under what goes wrong. */
class LineHoldsIT {

    private static final Duration LATER = Duration.ofSeconds(90);
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayUnderTest.start("line-it");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Stream<ReceivedEvent> on(String topic, String job) {
        return gateway.read(topic).stream().filter(event -> event.key().equals(job));
    }

    private static List<StopRun> stops(String job) {
        return on(gateway.topics.trainingControl(), job)
                .map(event -> (StopRun) event.record())
                .toList();
    }

    private static List<AttemptFailed> failures(String job) {
        return on(gateway.topics.trainingEvents(), job)
                .filter(event -> event.record() instanceof AttemptFailed)
                .map(event -> (AttemptFailed) event.record())
                .toList();
    }

    private static AttemptFailed failed(TrainModel command, UUID run) {
        return AttemptFailed.newBuilder()
                .setJobId(command.getOrder().getJobId())
                .setProjectId(command.getOrder().getProjectId())
                .setAttempt(command.getAttempt())
                .setRunId(run)
                .setWorker("worker-9")
                .setCode("STORAGE_UNAVAILABLE")
                .setFailureClass("infrastructure")
                .setMessage("the disk is gone")
                .build();
    }

    @Test
    void aJobCancelledWhileQueuedNeverStarts() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);

        var first = shop.cancel(job);
        var second = shop.cancel(job);

        assertThat(first.status()).isBetween(200, 202);
        assertThat(second.status()).isBetween(200, 202);
        shop.awaitState(job, "cancelled");
        assertThat(shop.cancel(job).status()).isEqualTo(200);
        assertThat(shop.states(job)).containsExactly("queued", "cancelling", "cancelled");
        var moves = shop.read(job).path("transitions");
        var me = "user:" + shop.http().get("/api/v1/auth/me").body().path("id").asString();
        assertThat(moves.get(1).path("by").asString()).isEqualTo(me);
        assertThat(moves.get(2).path("by").asString()).isEqualTo(me);
        assertThat(moves.get(2).path("cause").asString()).isEqualTo("TrainingCancelled");
        assertThat(stops(job)).singleElement().satisfies(stop -> {
            assertThat(stop.getReason()).isEqualTo(StopReason.CANCELLED);
            assertThat(stop.getRunId()).isNull();
        });
        assertThat(on(gateway.topics.trainingEvents(), job).map(ReceivedEvent::type))
                .containsOnlyOnce("TrainingCancelled");

        // a worker that took the command all the same is told to stop, and the job stays what it is
        var run = Worker.start(gateway, command);
        await("a stop of the run")
                .atMost(Shop.SOON)
                .untilAsserted(() -> assertThat(stops(job)).anyMatch(stop -> run.equals(stop.getRunId())));
        assertThat(shop.read(job).path("state").asString()).isEqualTo("cancelled");
    }

    @Test
    void aJobCancelledWhileRunningIsCancelledOnceItsRunIsStopped() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);
        var run = Worker.start(gateway, command);
        shop.awaitState(job, "running");

        var answer = shop.http().post("/api/v1/training/jobs/" + job + "/cancel", Map.of("reason", "the wrong table"));
        assertThat(answer.status()).isBetween(200, 202);
        gateway.say(
                UUID.fromString(job),
                RunStopped.newBuilder()
                        .setJobId(command.getOrder().getJobId())
                        .setProjectId(command.getOrder().getProjectId())
                        .setAttempt(1)
                        .setRunId(run)
                        .setWorker("worker-9")
                        .setReason(StopReason.CANCELLED)
                        .build());

        shop.awaitState(job, "cancelled");
        assertThat(shop.states(job)).containsExactly("queued", "running", "cancelling", "cancelled");
        assertThat(shop.read(job).path("transitions").get(3).path("detail").asString())
                .isEqualTo("the wrong table");
        // what comes after the outcome changes nothing
        gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        gateway.say(UUID.fromString(job), failed(command, run));
        await("both to be applied")
                .atMost(Shop.SOON)
                .untilAsserted(() -> assertThat(shop.http()
                                .get("/api/v1/training/jobs/" + job + "/events")
                                .body()
                                .path("items")
                                .findValuesAsString("type"))
                        .contains("TrainingSucceeded", "AttemptFailed"));
        assertThat(shop.read(job).path("state").asString()).isEqualTo("cancelled");
    }

    @Test
    void afterAnOutcomeACancelIsRefused() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);
        var run = Worker.start(gateway, command);
        gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        shop.awaitState(job, "registering");

        var registering = shop.cancel(job);
        gateway.say(UUID.fromString(job), Worker.registered(command, run));
        shop.awaitState(job, "succeeded");

        assertThat(registering.status()).isEqualTo(409);
        assertThat(registering.body().path("code").asString()).isEqualTo("JOB_ALREADY_DECIDED");
        assertThat(shop.cancel(job).status()).isEqualTo(409);
        assertThat(shop.states(job)).containsExactly("queued", "running", "registering", "succeeded");
    }

    @Test
    void aViewerMayLookAndNotCancelAndAStrangerLearnsNothing() throws SQLException {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var viewer = Http.newUser(gateway.address());
        var stranger = Http.newUser(gateway.address());
        var viewerId = viewer.get("/api/v1/auth/me").body().path("id").asString();
        try (var connection = DriverManager.getConnection(
                        gateway.postgres.jdbcUrl(), gateway.postgres.user(), gateway.postgres.password());
                var insert = connection.prepareStatement(
                        "insert into project_members (project_id, user_id, role) values (?, ?, 'viewer')")) {
            insert.setObject(1, UUID.fromString(shop.project()));
            insert.setObject(2, UUID.fromString(viewerId));
            insert.execute();
        }

        assertThat(viewer.get("/api/v1/training/jobs/" + job).status()).isEqualTo(200);
        assertThat(new Shop(viewer, shop.project()).cancel(job).status()).isEqualTo(403);
        assertThat(new Shop(stranger, shop.project()).cancel(job).status()).isEqualTo(404);
        assertThat(shop.read(job).path("state").asString()).isEqualTo("queued");
    }

    @Test
    void aWorkerThatFallsSilentLosesItsJobAndIsStoppedWhenItWakes() {
        var shop = Shop.open(gateway);
        var lost = shop.job();
        var kept = shop.job();
        var first = Worker.command(gateway, lost, 1);
        var other = Worker.command(gateway, kept, 1);
        try (var asleep = new Worker(gateway, "worker-asleep", 1);
                var awake = new Worker(gateway, "worker-awake", 2)) {
            var run = Worker.start(gateway, first);
            var keptRun = Worker.start(gateway, other);
            asleep.holds(first, run, 10, 90);
            awake.holds(other, keptRun, 40, 60);
            await("progress")
                    .atMost(Shop.SOON)
                    .untilAsserted(() -> assertThat(shop.read(lost)
                                    .path("progress")
                                    .path("remaining_seconds")
                                    .asLong())
                            .isEqualTo(90));
            asleep.lets(run);

            var second = Worker.command(gateway, lost, 2, LATER);
            assertThat(failures(lost)).singleElement().satisfies(failure -> {
                assertThat(failure.getCode()).isEqualTo("WORKER_LOST");
                assertThat(failure.getRunId()).isEqualTo(run);
            });
            assertThat(shop.read(lost).path("infrastructure_failures").asInt()).isEqualTo(1);
            assertThat(shop.states(lost)).containsExactly("queued", "running", "queued");

            var secondRun = Worker.start(gateway, second);
            awake.holds(second, secondRun, 5, 100);
            shop.awaitState(lost, "running");
            asleep.holds(first, run, 20, 80);
            await("a stop of the run that woke")
                    .atMost(LATER)
                    .untilAsserted(() -> assertThat(stops(lost)).singleElement().satisfies(stop -> {
                        assertThat(stop.getRunId()).isEqualTo(run);
                        assertThat(stop.getReason()).isEqualTo(StopReason.SURPLUS);
                    }));
            assertThat(shop.read(lost).path("attempt").asInt()).isEqualTo(2);
            assertThat(failures(kept)).isEmpty();
            assertThat(stops(kept)).isEmpty();
            assertThat(shop.read(kept).path("state").asString()).isEqualTo("running");

            // whichever run comes first decides
            gateway.say(UUID.fromString(lost), Worker.succeeded(first, run));
            shop.awaitState(lost, "registering");
            await("a stop of the run that is not needed any more")
                    .atMost(Shop.SOON)
                    .untilAsserted(() -> assertThat(stops(lost)).anyMatch(stop -> secondRun.equals(stop.getRunId())));
        }
    }

    @Test
    void aCommandThatNobodyTakesIsSentAgainAndNotCounted() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        Worker.command(gateway, job, 1);
        try (var free = new Worker(gateway, "worker-free", 1)) {
            Worker.command(gateway, job, 2, LATER);
            assertThat(failures(job))
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.getCode()).isEqualTo("COMMAND_LOST"));
            assertThat(shop.read(job).path("infrastructure_failures").asInt()).isZero();
            assertThat(shop.states(job)).containsExactly("queued");
            assertThat(Objects.requireNonNull(free)).isNotNull();
        }
    }

    @Test
    void theNewestStartHoldsTheJobAndOnlyItsHolderHandsItOn() {
        var shop = Shop.open(gateway);
        var job = shop.job();
        var command = Worker.command(gateway, job, 1);
        var older = Worker.start(gateway, command);
        var newer = Worker.start(gateway, command);
        await("a stop of the older run")
                .atMost(Shop.SOON)
                .untilAsserted(() -> assertThat(stops(job)).singleElement().satisfies(stop -> {
                    assertThat(stop.getRunId()).isEqualTo(older);
                    assertThat(stop.getReason()).isEqualTo(StopReason.SURPLUS);
                }));

        gateway.say(UUID.fromString(job), failed(command, older));
        var interrupted = TrainingInterrupted.newBuilder()
                .setJobId(command.getOrder().getJobId())
                .setProjectId(command.getOrder().getProjectId())
                .setAttempt(1)
                .setRunId(newer)
                .setWorker("worker-9")
                .build();
        var said = gateway.say(UUID.fromString(job), interrupted);
        gateway.send(said);

        var second = Worker.command(gateway, job, 2);
        assertThat(shop.read(job).path("infrastructure_failures").asInt()).isZero();
        var run = Worker.start(gateway, second);
        gateway.send(said);
        gateway.say(UUID.fromString(job), Worker.succeeded(second, run));
        shop.awaitState(job, "registering");
        assertThat(shop.read(job).path("attempt").asInt()).isEqualTo(2);
        assertThat(shop.states(job)).containsExactly("queued", "running", "queued", "running", "registering");
    }
}
