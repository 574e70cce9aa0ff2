package io.easyml.gateway;

import static org.awaitility.Awaitility.await;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.FileEntry;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.RunHeartbeat;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a training worker says, said by a test; an instance has a heart. */
final class Worker implements AutoCloseable {

    private final UUID instance = EventIds.next();
    private final Map<UUID, RunHeartbeat> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final GatewayUnderTest gateway;
    private final String name;
    private final int slots;

    Worker(GatewayUnderTest gateway, String name, int slots) {
        this.gateway = gateway;
        this.name = name;
        this.slots = slots;
        var beats = heart.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
        if (beats.isDone()) {
            throw new AssertionError("a heart that does not beat");
        }
    }

    private void beat() {
        gateway.send(EncodedEvent.of(
                gateway.encoding,
                gateway.topics.trainingHeartbeats(),
                instance,
                WorkerHeartbeat.newBuilder()
                        .setWorker(name)
                        .setWorkerInstance(instance)
                        .setSlots(slots)
                        .setFreeSlots(Math.max(0, slots - runs.size()))
                        .setRuns(List.copyOf(runs.values()))
                        .build(),
                EventOrigin.service(name, null, null),
                Instant.now()));
    }

    /** From now on the run is in this worker's heartbeats. */
    void holds(TrainModel command, UUID run, double percent, long remaining) {
        runs.put(
                run,
                RunHeartbeat.newBuilder()
                        .setJobId(command.getOrder().getJobId())
                        .setAttempt(command.getAttempt())
                        .setRunId(run)
                        .setPhase("fit")
                        .setPercent(percent)
                        .setRemainingSeconds(remaining)
                        .build());
    }

    void lets(UUID run) {
        runs.remove(run);
    }

    @Override
    public void close() {
        heart.shutdownNow();
    }

    static TrainModel command(GatewayUnderTest gateway, String job, int attempt) {
        return command(gateway, job, attempt, Shop.SOON);
    }

    static TrainModel command(GatewayUnderTest gateway, String job, int attempt, Duration limit) {
        var found = new ArrayList<TrainModel>();
        await("the command").atMost(limit).until(() -> {
            for (var event : gateway.read(gateway.topics.trainingCommands())) {
                if (event.key().equals(job)
                        && event.record() instanceof TrainModel command
                        && command.getAttempt() == attempt) {
                    found.add(command);
                }
            }
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    static UUID start(GatewayUnderTest gateway, TrainModel command) {
        var run = EventIds.next();
        gateway.say(
                command.getOrder().getJobId(),
                TrainingStarted.newBuilder()
                        .setJobId(command.getOrder().getJobId())
                        .setProjectId(command.getOrder().getProjectId())
                        .setAttempt(command.getAttempt())
                        .setRunId(run)
                        .setWorker("worker-9")
                        .build());
        return run;
    }

    static TrainingSucceeded succeeded(TrainModel command, UUID run) {
        return TrainingSucceeded.newBuilder()
                .setJobId(command.getOrder().getJobId())
                .setProjectId(command.getOrder().getProjectId())
                .setAttempt(command.getAttempt())
                .setRunId(run)
                .setWorker("worker-9")
                .setOrder(command.getOrder())
                .setModelPath("somewhere")
                .setFiles(List.of(new FileEntry("model.tribuo", 3L, "0".repeat(64))))
                .setMetrics(Map.of("accuracy", 0.9))
                .setCurves(List.of())
                .setRows(2)
                .setFeatures(2)
                .setDurationMs(5)
                .setStartedAt(Instant.now())
                .build();
    }

    static ModelVersionRegistered registered(TrainModel command, UUID run) {
        return ModelVersionRegistered.newBuilder()
                .setJobId(command.getOrder().getJobId())
                .setProjectId(command.getOrder().getProjectId())
                .setRunId(run)
                .setModelName("shop_bought")
                .setVersion(1)
                .setModelPath("somewhere")
                .setGitTag("shop_bought@v1")
                .setGitCommit("c".repeat(40))
                .setDvcMd5("d")
                .setDvcPath("models/shop_bought.dvc")
                .setDataset("shop.csv")
                .setDatasetVersion(1)
                .build();
    }
}
