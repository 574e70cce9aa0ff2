package io.easyml.gateway.training;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.Readiness;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.avro.RunHeartbeat;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Hears every worker, in every gateway, without a consumer group: who is alive, with how many slots, and how far each
 * run is. Silence is measured on this machine's own monotonic clock.
 */
@Component
class Heartbeats implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ASK_LIMIT = Duration.ofSeconds(3);
    private static final long ASK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long ALIVE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long REMEMBER_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long PAUSE_MS = 1_000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final EventEncoding encoding;
    private final Topics topics;
    private final Readiness readiness;
    private final Map<UUID, HeardWorker> workers = new ConcurrentHashMap<>();
    private final Map<UUID, HeardRun> runs = new ConcurrentHashMap<>();
    private final Attention attention = new Attention();
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    Heartbeats(ConsumerFactory<byte[], byte[]> consumers, EventEncoding encoding, Topics topics, Readiness readiness) {
        this.consumers = consumers;
        this.encoding = encoding;
        this.topics = topics;
        this.readiness = readiness;
    }

    /**
     * A worker process as it was last heard.
     *
     * @param freeSince when it first had a free slot, in all its heartbeats since; null when it has none
     */
    record HeardWorker(
            WorkerHeartbeat heartbeat, long at, @Nullable Long freeSince) {

        private boolean alive() {
            return System.nanoTime() - at < ALIVE_NANOS;
        }

        private boolean takesWork() {
            return !heartbeat.getStopping();
        }
    }

    /** A run as it was last heard, from whichever worker. */
    record HeardRun(RunHeartbeat run, String worker, long first, long last) {

        private boolean alive() {
            return System.nanoTime() - last < ALIVE_NANOS;
        }
    }

    /** How far a run is, if its worker was heard of lately. */
    Job.@Nullable Progress progress(@Nullable UUID runId) {
        var heard = runId == null ? null : runs.get(runId);
        return heard == null || !heard.alive()
                ? null
                : new Job.Progress(
                        heard.run().getPhase(),
                        heard.run().getPercent(),
                        heard.run().getRemainingSeconds());
    }

    int workersAlive() {
        return (int) workers.values().stream().filter(HeardWorker::alive).count();
    }

    /** Slots of all workers that are alive and do take work. */
    int slotsAlive() {
        return workers.values().stream()
                .filter(HeardWorker::alive)
                .filter(HeardWorker::takesWork)
                .mapToInt(heard -> heard.heartbeat().getSlots())
                .sum();
    }

    /** When the run was last heard, if ever. */
    Optional<HeardRun> heard(UUID runId) {
        return Optional.ofNullable(runs.get(runId));
    }

    /** Runs that some worker holds, by what was heard in the last seconds. */
    List<HeardRun> runsAlive() {
        return runs.values().stream().filter(HeardRun::alive).toList();
    }

    /** Workers that are alive and have had a free slot since the moment that is given with each. */
    List<HeardWorker> workersFree() {
        return workers.values().stream()
                .filter(HeardWorker::alive)
                .filter(heard -> heard.freeSince() != null)
                .toList();
    }

    /** The time over which every heartbeat was heard; empty while Kafka cannot be read. */
    Optional<Attention.Span> attention() {
        return attention.span();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("heartbeats").daemon().start(this::listen);
    }

    private void listen() {
        while (running) {
            try (var opened = consumers.createConsumer("easyml-heartbeats", "")) {
                consumer = opened;
                var partitions = opened.partitionsFor(topics.trainingHeartbeats()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                opened.assign(partitions);
                opened.seekToEnd(partitions);
                listen(opened, partitions);
            } catch (WakeupException | InterruptException stopping) {
                return;
            } catch (KafkaException away) {
                log.warn("heartbeats cannot be heard: {}", away.getMessage());
                readiness.missing("heartbeats", "Kafka does not answer: workers are not heard");
                attention.lost();
                pause();
            }
        }
    }

    private record Asked(long at, Map<TopicPartition, Long> ends) {}

    private void listen(Consumer<byte[], byte[]> opened, List<TopicPartition> partitions) {
        @Nullable Asked asked = null;
        var lastAsked = System.nanoTime() - ASK_EVERY_NANOS;
        while (running) {
            if (asked == null && System.nanoTime() - lastAsked >= ASK_EVERY_NANOS) {
                lastAsked = System.nanoTime();
                asked = new Asked(lastAsked, opened.endOffsets(partitions, ASK_LIMIT));
            }
            opened.poll(POLL).forEach(this::hear);
            if (asked != null && reached(opened, asked)) {
                attention.reached(asked.at());
                readiness.back("heartbeats");
                asked = null;
            }
            forget();
        }
    }

    /** Whether all that was on the topic when we asked has been heard. */
    private static boolean reached(Consumer<byte[], byte[]> opened, Asked asked) {
        return asked.ends().entrySet().stream()
                .allMatch(end -> opened.position(end.getKey(), ASK_LIMIT) >= end.getValue());
    }

    private void hear(ConsumerRecord<byte[], byte[]> raw) {
        try {
            if (encoding.decode(raw.value()) instanceof WorkerHeartbeat heartbeat) {
                hear(heartbeat, System.nanoTime());
            }
        } catch (RecordAtFaultException unreadable) {
            log.warn("a heartbeat at offset {} {}", raw.offset(), unreadable.getMessage());
        }
    }

    private void hear(WorkerHeartbeat heartbeat, long now) {
        workers.compute(heartbeat.getWorkerInstance(), (instance, before) -> {
            var free = heartbeat.getFreeSlots() > 0 && !heartbeat.getStopping();
            var freeBefore = before == null ? null : before.freeSince();
            return new HeardWorker(heartbeat, now, free ? (freeBefore == null ? now : freeBefore) : null);
        });
        for (var run : heartbeat.getRuns()) {
            runs.compute(
                    run.getRunId(),
                    (id, before) ->
                            new HeardRun(run, heartbeat.getWorker(), before == null ? now : before.first(), now));
        }
    }

    private void forget() {
        var now = System.nanoTime();
        workers.values().removeIf(heard -> !heard.alive());
        runs.values().removeIf(heard -> now - heard.last() > REMEMBER_NANOS);
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void stop() {
        running = false;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        var listening = thread;
        if (listening != null) {
            listening.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
