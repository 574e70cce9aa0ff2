package io.easyml.versioning.version;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.schemas.topic.Topics;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * Removes model folders that no outcome names and staging folders that no run uses, once they are old enough: what
 * workers leave behind that were killed, or whose success came after another outcome. Only while all outcomes are read,
 * since one that waits in Kafka may name a folder; a worker that waits to tell of one keeps the folder's time fresh.
 */
@Component
public final class AbandonedArtifacts implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AbandonedArtifacts.class);
    private static final Duration FIRST = Duration.ofMinutes(10);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final long KAFKA_LIMIT_SECONDS = 30;
    private static final String STAGING = ".staging";
    private static final Pattern PROJECT = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern MODEL = Pattern.compile("model_[0-9a-f-]{36}");

    private final VersioningSettings settings;
    private final JdbcClient jdbc;
    private final Database database;
    private final KafkaAdmin kafka;
    private final String group;
    private final Topics topics;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("abandoned-artifacts").daemon().factory());
    private volatile boolean running;

    AbandonedArtifacts(
            VersioningSettings settings,
            JdbcClient jdbc,
            Database database,
            KafkaAdmin kafka,
            KafkaProperties kafkaSettings,
            Topics topics,
            InstantSource clock) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.database = database;
        this.kafka = kafka;
        this.group = String.valueOf(kafkaSettings.getConsumer().getGroupId());
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        var sweeps = thread.scheduleWithFixedDelay(this::sweep, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        log.debug("abandoned artifacts are looked for, done: {}", sweeps.isDone());
    }

    /** Looks once; whatever is away then is looked for the next time. */
    public void sweep() {
        try {
            if (!everyOutcomeIsRead()) {
                return;
            }
            var models = StorageRoot.open(settings.models()).directory();
            for (var folder : old(models.resolve(STAGING))) {
                remove(folder, "a staging folder that no run uses");
            }
            for (var project : folders(models, PROJECT)) {
                for (var folder : old(project)) {
                    if (MODEL.matcher(name(folder)).matches() && !isNamed(name(project) + "/" + name(folder))) {
                        remove(folder, "a model folder that no outcome names");
                    }
                }
            }
        } catch (IOException | UncheckedIOException | WorldAtFaultException away) {
            log.warn("abandoned artifacts cannot be looked for: {}", away.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unforeseen) {
            // the next look must come
            log.atError().setCause(unforeseen).log("abandoned artifacts could not be looked for");
        }
    }

    private boolean everyOutcomeIsRead() throws InterruptedException {
        try (var admin = Admin.create(kafka.getConfigurationProperties())) {
            var topic = topics.trainingEvents();
            var described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get(KAFKA_LIMIT_SECONDS, TimeUnit.SECONDS);
            var partitions = Objects.requireNonNull(described.get(topic), topic).partitions().stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            var read = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(KAFKA_LIMIT_SECONDS, TimeUnit.SECONDS);
            for (var partition : partitions) {
                var end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get(KAFKA_LIMIT_SECONDS, TimeUnit.SECONDS)
                        .offset();
                var committed = read.get(partition);
                if (end > 0 && (committed == null || committed.offset() < end)) {
                    log.info("abandoned artifacts are not looked for now: not every outcome is read");
                    return false;
                }
            }
            return true;
        } catch (ExecutionException | TimeoutException away) {
            throw new WorldAtFaultException("kafka", String.valueOf(away.getMessage()), away);
        }
    }

    /** By an outcome, a version, or a task on the way to one, whose event holds the path as it is. */
    private boolean isNamed(String path) {
        return database.reaching(() -> jdbc.sql("""
                select exists (select 1 from ml_experiments where model_path = ?)
                    or exists (select 1 from model_versions where path = ?)
                    or exists (select 1 from versioning_tasks where kind = 'model' and position(?::bytea in event) > 0)""")
                .param(path)
                .param(path)
                .param(path.getBytes(StandardCharsets.UTF_8))
                .query(Boolean.class)
                .single());
    }

    /** The folders in a folder that nobody touched for long. */
    private List<Path> old(Path parent) throws IOException {
        var limit = clock.instant().minus(settings.keepArtifacts());
        var old = new ArrayList<Path>();
        for (var folder : folders(parent, Pattern.compile(".*"))) {
            if (Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                old.add(folder);
            }
        }
        return old;
    }

    private static List<Path> folders(Path parent, Pattern names) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var found = Files.list(parent)) {
            return found.filter(Files::isDirectory)
                    .filter(folder -> names.matcher(name(folder)).matches())
                    .toList();
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    private static void remove(Path folder, String what) throws IOException {
        log.atInfo().addKeyValue("folder", folder).log("removing {}", what);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
