package io.easyml.training.intake;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.topic.Topics;
import io.easyml.training.run.LatestStops;
import io.easyml.training.run.RunSupervisor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
final class StopList implements SmartLifecycle, LatestStops {

    private static final Logger log = LoggerFactory.getLogger(StopList.class);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final long PAUSE_MS = 1_000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final EventEncoding encoding;
    private final Topics topics;
    private final RunSupervisor supervisor;
    private final Set<UUID> over = ConcurrentHashMap.newKeySet();
    private final CountDownLatch readToTheEnd = new CountDownLatch(1);
    private final Queue<CompletableFuture<Boolean>> questions = new ConcurrentLinkedQueue<>();
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

    /** Waits until everything that was on the topic at the start is known; false if it is not yet. */
    boolean awaitRead(Duration limit) throws InterruptedException {
        return readToTheEnd.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the job is cancelled or decided, and not to be started any more. */
    boolean isOver(UUID jobId) {
        return over.contains(jobId);
    }

    @Override
    public boolean catchUp(Duration limit) throws InterruptedException {
        var known = new CompletableFuture<Boolean>();
        questions.add(known);
        wakeUp();
        try {
            return known.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException notKnown) {
            questions.remove(known);
            return false;
        }
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
                read(opened);
            } catch (WakeupException | InterruptException again) {
                // a question came while nothing could be read, or we stop
                log.debug("the control topic is opened again");
            } catch (RuntimeException away) {
                log.warn("the control topic cannot be read: {}", away.getMessage());
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    /** Reads all of it, from its beginning: what is there twice is done twice, which changes nothing. */
    private void read(Consumer<byte[], byte[]> opened) {
        var partitions = opened.partitionsFor(topics.trainingControl()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topics.trainingControl());
        }
        opened.assign(partitions);
        opened.seekToBeginning(partitions);
        consumer = opened;
        while (running) {
            try {
                answer(opened, partitions);
                opened.poll(POLL).forEach(this::take);
            } catch (WakeupException asked) {
                log.trace("a question came");
            }
        }
    }

    /** Answers who waits, once everything is read that was there when they asked. */
    private void answer(Consumer<byte[], byte[]> opened, List<TopicPartition> partitions) {
        if (readToTheEnd.getCount() == 0 && questions.isEmpty()) {
            return;
        }
        var asked = List.copyOf(questions);
        var ends = opened.endOffsets(partitions);
        while (running
                && !partitions.stream()
                        .allMatch(partition ->
                                opened.position(partition) >= Objects.requireNonNull(ends.get(partition)))) {
            opened.poll(POLL).forEach(this::take);
        }
        readToTheEnd.countDown();
        asked.forEach(known -> known.complete(true));
        questions.removeAll(asked);
    }

    private void take(ConsumerRecord<byte[], byte[]> raw) {
        try {
            if (encoding.decode(raw.value()) instanceof StopRun stop) {
                if (stop.getReason() == StopReason.CANCELLED
                        || stop.getRunId() == null && stop.getExceptRunId() == null) {
                    over.add(stop.getJobId());
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
        wakeUp();
    }

    private void wakeUp() {
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    /** Listens before commands are taken, and for as long as runs go on. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
