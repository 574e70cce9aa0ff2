package io.easyml.gateway.training;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.avro.WorkerHeartbeat;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
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
    private static final long ALIVE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_MS = 1_000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final EventEncoding encoding;
    private final Topics topics;
    private final Map<UUID, Heard> byInstance = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    Heartbeats(ConsumerFactory<byte[], byte[]> consumers, EventEncoding encoding, Topics topics) {
        this.consumers = consumers;
        this.encoding = encoding;
        this.topics = topics;
    }

    private record Heard(WorkerHeartbeat heartbeat, long atNanos) {

        boolean alive() {
            return System.nanoTime() - atNanos < ALIVE_NANOS;
        }
    }

    /** How far the job's run is, if its worker was heard of lately. */
    Job.@Nullable Progress progress(UUID jobId) {
        for (var heard : byInstance.values()) {
            if (heard.alive()) {
                for (var run : heard.heartbeat().getRuns()) {
                    if (run.getJobId().equals(jobId)) {
                        return new Job.Progress(run.getPhase(), run.getPercent());
                    }
                }
            }
        }
        return null;
    }

    int workersAlive() {
        return (int) byInstance.values().stream().filter(Heard::alive).count();
    }

    /** Slots of all workers that are alive and do take work. */
    int slotsAlive() {
        return byInstance.values().stream()
                .filter(Heard::alive)
                .filter(heard -> !heard.heartbeat().getStopping())
                .mapToInt(heard -> heard.heartbeat().getSlots())
                .sum();
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
                while (running) {
                    opened.poll(POLL).forEach(this::hear);
                    byInstance.values().removeIf(heard -> !heard.alive());
                }
            } catch (WakeupException stopping) {
                return;
            } catch (KafkaException away) {
                log.warn("heartbeats cannot be heard: {}", away.getMessage());
                pause();
            }
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> raw) {
        try {
            if (encoding.decode(raw.value()) instanceof WorkerHeartbeat heartbeat) {
                byInstance.put(heartbeat.getWorkerInstance(), new Heard(heartbeat, System.nanoTime()));
            }
        } catch (RecordAtFaultException unreadable) {
            log.warn("a heartbeat at offset {} {}", raw.offset(), unreadable.getMessage());
        }
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
