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
import io.easyml.training.announce.Announcer;
import io.easyml.training.announce.Run;
import io.easyml.training.run.RunSupervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
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

    private final Map<String, Object> consumerSettings;
    private final EventEncoding encoding;
    private final Topics topics;
    private final WorkerSettings settings;
    private final StopList stops;
    private final Announcer announcer;
    private final RunSupervisor supervisor;
    private final DeadLetters deadLetters;
    private final Readiness readiness;
    private final InstantSource clock;
    private final List<Thread> slots = new ArrayList<>();
    private volatile boolean running;

    CommandQueue(
            KafkaProperties kafka,
            EventEncoding encoding,
            Topics topics,
            WorkerSettings settings,
            StopList stops,
            Announcer announcer,
            RunSupervisor supervisor,
            DeadLetters deadLetters,
            Readiness readiness,
            InstantSource clock) {
        this.consumerSettings = consumerSettings(kafka);
        this.encoding = encoding;
        this.topics = topics;
        this.settings = settings;
        this.stops = stops;
        this.announcer = announcer;
        this.supervisor = supervisor;
        this.deadLetters = deadLetters;
        this.readiness = readiness;
        this.clock = clock;
    }

    private static Map<String, Object> consumerSettings(KafkaProperties kafka) {
        // what all clients share (addresses, security), and nothing of classic consumers
        var settings = new HashMap<String, Object>(kafka.buildAdminProperties());
        settings.put("group.id", Topics.TRAINING_WORKERS);
        settings.put("share.acknowledgement.mode", "explicit");
        settings.put("share.acquire.mode", "record_limit");
        settings.put("max.poll.records", 1);
        return settings;
    }

    @Override
    public void start() {
        running = true;
        readiness.missing("commands", "the control topic is being read");
        for (int i = 1; i <= settings.slots(); i++) {
            slots.add(Thread.ofPlatform().name("slot-" + i).start(this::serve));
        }
    }

    private void serve() {
        try {
            stops.awaitRead();
            readiness.back("commands");
            while (running) {
                try {
                    var run = take();
                    if (run != null) {
                        supervisor.run(run);
                    }
                } catch (InterruptException stopping) {
                    throw new InterruptedException("the worker stops");
                } catch (KafkaException | WorldAtFaultException away) {
                    log.warn("commands cannot be taken: {}", away.getMessage());
                    readiness.missing("kafka", String.valueOf(away.getMessage()));
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next run, accepted; null when the worker stops. */
    private @Nullable Run take() throws InterruptedException {
        try (var consumer =
                new KafkaShareConsumer<>(consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topics.trainingCommands()));
            while (running) {
                for (var record : consumer.poll(POLL)) {
                    var run = consider(record);
                    var accepted = accept(consumer, record);
                    if (run != null && accepted) {
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
        if (stops.isCancelled(order.getJobId())) {
            return null;
        }
        var run = new Run(order, command.getAttempt(), EventIds.next(), clock.instant());
        announcer.started(run);
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

    @Override
    public void stop() {
        running = false;
        supervisor.interruptAll();
        var end = System.currentTimeMillis() + STOP_MS;
        for (var slot : slots) {
            try {
                slot.join(Math.max(1, end - System.currentTimeMillis()));
                if (slot.isAlive()) {
                    slot.interrupt();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        slots.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
