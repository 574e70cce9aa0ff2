package io.easyml.training.intake;

import io.easyml.messaging.DeadLetters;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.Readiness;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.topic.Topics;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.ActiveRuns;
import io.easyml.training.announce.Announcer;
import io.easyml.training.announce.Run;
import io.easyml.training.run.RunSupervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes commands from the share group (KIP-932), one for each free slot. A free slot opens a consumer, takes one
 * command, says durably that it starts, then accepts the record and closes the consumer, and only then trains: a busy
 * worker holds no record, and one that dies before the accept leaves the record to another.
 */
@Component
final class CommandQueue implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CommandQueue.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT = Duration.ofSeconds(3);
    private static final long PAUSE_MS = 1_000;
    private static final long STOP_MS = 12_000;

    private final ShareConsumers consumers;
    private final EventEncoding encoding;
    private final Topics topics;
    private final WorkerSettings settings;
    private final StopList stops;
    private final Announcer announcer;
    private final RunSupervisor supervisor;
    private final ActiveRuns active;
    private final DeadLetters deadLetters;
    private final Readiness readiness;
    private final InstantSource clock;
    private final List<Thread> slots = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile boolean started;

    CommandQueue(
            ShareConsumers consumers,
            EventEncoding encoding,
            Topics topics,
            WorkerSettings settings,
            StopList stops,
            Announcer announcer,
            RunSupervisor supervisor,
            ActiveRuns active,
            DeadLetters deadLetters,
            Readiness readiness,
            InstantSource clock) {
        this.consumers = consumers;
        this.encoding = encoding;
        this.topics = topics;
        this.settings = settings;
        this.stops = stops;
        this.announcer = announcer;
        this.supervisor = supervisor;
        this.active = active;
        this.deadLetters = deadLetters;
        this.readiness = readiness;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        started = true;
        readiness.missing("commands", "the control topic is being read");
        for (int i = 1; i <= settings.slots(); i++) {
            slots.add(Thread.ofPlatform().name("slot-" + i).start(this::serve));
        }
    }

    private void serve() {
        try {
            while (running && !stops.awaitRead(POLL)) {
                log.trace("the control topic is being read");
            }
            readiness.back("commands");
            while (running) {
                try {
                    var run = take();
                    if (run != null) {
                        supervisor.run(run, stops);
                    }
                } catch (InterruptException stopping) {
                    throw new InterruptedException("the worker stops");
                } catch (KafkaException | WorldAtFaultException away) {
                    log.warn("commands cannot be taken: {}", away.getMessage());
                    readiness.missing("kafka", String.valueOf(away.getMessage()));
                    Thread.sleep(PAUSE_MS);
                } catch (RuntimeException unforeseen) {
                    // a slot is never lost
                    log.atError().setCause(unforeseen).log("a command could not be handled");
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next run, accepted; null when the worker stops. */
    private @Nullable Run take() throws InterruptedException {
        try (var consumer = consumers.open()) {
            consumer.subscribe(List.of(topics.trainingCommands()));
            while (running) {
                for (var record : consumer.poll(POLL)) {
                    var run = consider(record);
                    if (run == null) {
                        accept(consumer, record);
                    } else if (isAccepted(run, consumer, record)) {
                        FaultPoint.pass("training-worker.after-accept");
                        return run;
                    }
                }
                readiness.back("kafka");
            }
            return null;
        }
    }

    /** What to do with a command: a run that has been announced, or nothing. */
    private @Nullable Run consider(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        TrainModel command;
        try {
            if (!(encoding.decode(record.value()) instanceof TrainModel train)) {
                throw new RecordAtFaultException("is no TrainModel command");
            }
            command = train;
        } catch (RecordAtFaultException unreadable) {
            deadLetters.publish(record, String.valueOf(unreadable.getMessage()));
            return null;
        }
        var order = command.getOrder();
        if (stops.isOver(order.getJobId())) {
            return null;
        }
        var run = new Run(order, command.getAttempt(), EventIds.next(), clock.instant());
        supervisor.admit(run);
        if (stops.isOver(order.getJobId())) {
            // said in the moment between
            supervisor.dismiss(run);
            return null;
        }
        try {
            announcer.started(run);
        } catch (WorldAtFaultException away) {
            supervisor.dismiss(run);
            throw away;
        }
        FaultPoint.pass("training-worker.before-accept");
        if (!supervisor.seesStores(command.getModelsRootId(), command.getDatasetsRootId())) {
            supervisor.refuse(
                    run,
                    FailureCode.STORAGE_UNAVAILABLE,
                    "The worker " + settings.name() + " sees other stores than the gateway: MODELS_DIR or DATASETS_DIR"
                            + " leads elsewhere, or a volume is not mounted.");
            return null;
        }
        log.atInfo()
                .addKeyValue("job_id", run.jobId())
                .addKeyValue("run_id", run.runId())
                .addKeyValue("attempt", run.attempt())
                .log("a run begins");
        return run;
    }

    /** A run whose command was not accepted ends here, without an outcome. */
    private boolean isAccepted(Run run, ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        var accepted = false;
        try {
            accepted = accept(consumer, record);
        } finally {
            if (!accepted) {
                supervisor.dismiss(run);
            }
        }
        return accepted;
    }

    /** Refused (the lock was lost): the command will be another's, and this run ends without an outcome. */
    private boolean accept(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        for (var failure : consumer.commitSync(COMMIT).values()) {
            if (failure.isPresent()) {
                log.atWarn()
                        .addKeyValue("offset", record.offset())
                        .log("an accept was refused: {}", failure.get().getMessage());
                return false;
            }
        }
        return true;
    }

    /** Takes no more commands, and returns when what was taken is done. */
    void drain() throws InterruptedException {
        running = false;
        active.closing();
        for (var slot : List.copyOf(slots)) {
            slot.join();
        }
    }

    /** Hands on what runs, after it had the time that the settings give it; takes no more commands. */
    @Override
    public void stop() {
        running = false;
        active.closing();
        try {
            join(TimeUnit.SECONDS.toMillis(settings.drainSeconds()));
            supervisor.interruptAll();
            join(STOP_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        slots.forEach(Thread::interrupt);
        slots.clear();
        started = false;
    }

    private void join(long limitMs) throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
        for (var slot : slots) {
            slot.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
