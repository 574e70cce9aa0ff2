package io.easyml.training.intake;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.topic.Topics;
import io.easyml.training.run.RunSupervisor;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
 * What is to be stopped: all of the control topic, read without a group, to its end before the first command is taken,
 * so that a job that was cancelled while it waited never starts.
 */
@Component
final class StopList implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StopList.class);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final long PAUSE_MS = 1_000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final EventEncoding encoding;
    private final Topics topics;
    private final RunSupervisor supervisor;
    private final Set<UUID> cancelled = ConcurrentHashMap.newKeySet();
    private final CountDownLatch readToTheEnd = new CountDownLatch(1);
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    StopList(
            ConsumerFactory<byte[], byte[]> consumers,
            EventEncoding encoding,
            Topics topics,
            RunSupervisor supervisor) {
        this.consumers = consumers;
        this.encoding = encoding;
        this.topics = topics;
        this.supervisor = supervisor;
    }

    /** Waits until everything that was on the topic at the start is known. */
    void awaitRead() throws InterruptedException {
        readToTheEnd.await();
    }

    /** Whether the job is not to be started any more. */
    boolean isCancelled(UUID jobId) {
        return cancelled.contains(jobId);
    }

    @Override
    public void start() {
        running = true;
        var thread = Thread.ofPlatform().name("control").daemon().start(this::listen);
        log.debug("{} listens", thread.getName());
    }

    private void listen() {
        while (running) {
            try (var opened = consumers.createConsumer("easyml-control", "")) {
                consumer = opened;
                var partitions = opened.partitionsFor(topics.trainingControl()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                opened.assign(partitions);
                opened.seekToBeginning(partitions);
                var ends = opened.endOffsets(partitions);
                while (running) {
                    opened.poll(POLL).forEach(this::take);
                    if (readToTheEnd.getCount() > 0
                            && partitions.stream()
                                    .allMatch(partition -> opened.position(partition)
                                            >= Objects.requireNonNull(ends.get(partition)))) {
                        readToTheEnd.countDown();
                    }
                }
            } catch (WakeupException | InterruptException stopping) {
                return;
            } catch (KafkaException away) {
                log.warn("the control topic cannot be read: {}", away.getMessage());
                pause();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> raw) {
        try {
            if (encoding.decode(raw.value()) instanceof StopRun stop) {
                if (stop.getReason() == StopReason.CANCELLED) {
                    cancelled.add(stop.getJobId());
                }
                supervisor.stop(stop.getJobId(), stop.getRunId(), stop.getExceptRunId(), stop.getReason());
            }
        } catch (RecordAtFaultException unreadable) {
            log.warn("the control record at offset {} {}", raw.offset(), unreadable.getMessage());
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
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
