package io.easyml.training.announce;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.EventPublisher;
import io.easyml.schemas.avro.RunHeartbeat;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import io.easyml.training.WorkerSettings;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Says every 2 s and at each change, from a thread of its own, that this worker is alive and what it runs. */
@Component
final class Heart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Heart.class);
    private static final long BEAT_MS = 2_000;

    private final UUID instance = EventIds.next();
    private final EventPublisher publisher;
    private final EventEncoding encoding;
    private final Topics topics;
    private final WorkerSettings settings;
    private final ActiveRuns runs;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heart").daemon().factory());
    private volatile boolean running;

    Heart(
            EventPublisher publisher,
            EventEncoding encoding,
            Topics topics,
            WorkerSettings settings,
            ActiveRuns runs,
            InstantSource clock) {
        this.publisher = publisher;
        this.encoding = encoding;
        this.topics = topics;
        this.settings = settings;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        runs.onChange(this::beatSoon);
        var beats = thread.scheduleWithFixedDelay(() -> beat(false), 0, BEAT_MS, TimeUnit.MILLISECONDS);
        log.atDebug().addKeyValue("done", beats.isDone()).log("the heart beats");
    }

    private void beatSoon() {
        try {
            thread.execute(() -> beat(false));
        } catch (RejectedExecutionException stopped) {
            log.debug("the heart has stopped");
        }
    }

    private void beat(boolean last) {
        try {
            var active = runs.all();
            var stopping = last || runs.isClosing();
            var beat = WorkerHeartbeat.newBuilder()
                    .setWorker(settings.name())
                    .setWorkerInstance(instance)
                    .setSlots(settings.slots())
                    .setFreeSlots(stopping ? 0 : Math.max(0, settings.slots() - active.size()))
                    .setRuns(active.stream()
                            .map(run -> RunHeartbeat.newBuilder()
                                    .setJobId(run.run().jobId())
                                    .setAttempt(run.run().attempt())
                                    .setRunId(run.run().runId())
                                    .setPhase(run.phase())
                                    .setPercent(run.percent())
                                    .setRemainingSeconds(run.remainingSeconds())
                                    .build())
                            .toList())
                    .setStopping(stopping)
                    .build();
            var sent = publisher.send(EncodedEvent.of(
                    encoding,
                    topics.trainingHeartbeats(),
                    instance,
                    beat,
                    EventOrigin.service(settings.name(), null, null),
                    clock.instant()));
            sent.whenComplete((done, failed) -> {
                if (failed != null) {
                    log.debug("a heartbeat was not sent: {}", failed.getMessage());
                }
            });
        } catch (RuntimeException missed) {
            // the next one may get through; an exception here would end the heart
            log.warn("a heartbeat was missed: {}", missed.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdownNow();
        beat(true);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Beats until the runs are handed on. */
    @Override
    public int getPhase() {
        return 0;
    }
}
