package io.easyml.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.messaging.EventEncoding;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingInterrupted;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every record of every topic, delivered a second time to everybody who reads it. A platform of its own: the commands of
 * other tests would all be run again.
 */
@Tag("faults")
class ReplayIT {

    private static final List<String> SERVICES =
            List.of("gateway", "training-worker-1", "versioning-worker", "audit-sink");
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    /** Read by no group: control whole by every worker that starts, heartbeats as they come, status by nobody yet. */
    private static final Set<String> WITHOUT_GROUP =
            Set.of(TOPICS.trainingControl(), TOPICS.trainingHeartbeats(), TOPICS.trainingStatus());

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration CAUGHT_UP = Duration.ofMinutes(4);

    @Test
    void everyRecordDeliveredTwiceChangesNothing(@TempDir Path folder) throws Exception {
        try (var platform = Platform.start(folder.resolve("data"), 1)) {
            var jobs = someOfEachEnd(platform);
            platform.isHealthy();
            try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap(platform)))) {
                var before = Truth.of(platform);
                var commands = records(platform, Set.of(TOPICS.trainingCommands())).stream()
                        .map(command -> new String(command.key(), UTF_8))
                        .toList();
                var runsBefore = Runs.on(platform);
                assertThat(commands).containsExactlyInAnyOrderElementsOf(jobs.all());

                Platform.each(SERVICES, platform::hold);
                var readers = readers(admin);
                try {
                    assertThat(readers)
                            .extracting(Reader::group)
                            .contains(
                                    "easyml-gateway-projector",
                                    "easyml-mlflow-tracking",
                                    "versioning-worker",
                                    "easyml-audit-sink");
                    assertThat(readers).as("the workers' share group").anyMatch(Reader::shares);
                    assertThat(readers.stream().flatMap(reader -> reader.places().stream()))
                            .as("every partition that holds a record and is read in a group")
                            .containsAll(withRecords(admin));
                    for (var reader : readers) {
                        reader.startAgain(admin);
                        assertThat(reader.behind(admin)).as(reader.group()).isNotEmpty();
                    }
                } finally {
                    Platform.each(SERVICES, platform::release);
                }

                await("everybody to have read everything again")
                        .atMost(CAUGHT_UP)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> {
                            for (var reader : readers) {
                                assertThat(reader.behind(admin))
                                        .as(reader.group())
                                        .isEmpty();
                            }
                            // a command that comes again is begun again, and stopped or finished in vain;
                            // that of a job that was cancelled never
                            var runs = Runs.on(platform);
                            assertThat(runs.unended()).isEmpty();
                            for (var job : jobs.all()) {
                                assertThat(runs.of(job))
                                        .as("runs of job " + job)
                                        .hasSize(runsBefore.of(job).size()
                                                + (jobs.cancelled().equals(job) ? 0 : 1));
                            }
                        });
                platform.isHealthy();
                var after = Truth.of(platform);
                assertThat(after.rows()).isEqualTo(before.rows());
                assertThat(after.tracking()).isEqualTo(before.tracking());
                assertThat(after.views()).isEqualTo(before.views());
                assertThat(after.history()).containsAll(before.history());
                assertThat(after.trail()).containsAllEntriesOf(before.trail());
                addedNothingButVainRuns(before, after, runsBefore, Runs.on(platform));
            }
        }
    }

    /** What the trail and the histories have now and had not is of runs that are no job's. */
    private static void addedNothingButVainRuns(Truth before, Truth after, Runs runsBefore, Runs runsAfter) {
        var vain = runsAfter.events() - runsBefore.events();
        assertThat(vain).isPositive();
        assertThat(after.trail()).hasSize(before.trail().size() + vain);
        assertThat(after.history()).hasSize(before.history().size() + vain);
    }

    /** @param cancelled the one that was cancelled, after it began */
    private record Jobs(List<String> all, String cancelled) {}

    /** Jobs that succeed, quickly and slowly, one that fails and one that is cancelled. */
    private static Jobs someOfEachEnd(Platform platform) throws Exception {
        var load = Load.on(platform, "twice");
        load.api().upload(load.project(), "same.csv", "x,y,bought\n1,2,no\n2,3,no\n3,1,no\n".getBytes(UTF_8));
        var cancelled = load.endless();
        load.small();
        load.small();
        load.large();
        var failed = load.submit(Map.of(
                "project_id", load.project(),
                "file_id", "same.csv",
                "target_column", "bought",
                "model_type", "decision_tree_classifier"));
        load.awaitState(cancelled, "running", SOON);
        load.api().cancel(cancelled, "enough");
        load.awaitState(cancelled, "cancelled", SOON);
        load.awaitState(failed, "failed", Load.LIMIT);
        await("the others to succeed")
                .atMost(Load.LIMIT)
                .untilAsserted(() -> assertThat(load.in("succeeded")).isEqualTo(3));
        return new Jobs(load.jobs(), cancelled);
    }

    /** A consumer or share group, with the partitions that it has read from. */
    private record Reader(String group, boolean shares, Set<TopicPartition> places) {

        void startAgain(Admin admin) throws Exception {
            if (shares) {
                admin.alterShareGroupOffsets(group, ofEach(places, place -> 0L))
                        .all()
                        .get();
            } else {
                admin.alterConsumerGroupOffsets(group, ofEach(places, place -> new OffsetAndMetadata(0)))
                        .all()
                        .get();
            }
        }

        /**
         * Where it is not at the end. A share group's start offset is written down with the state before a record is
         * done, so it stands behind until the next is; its lag counts what is done as well (KIP-1226).
         */
        Map<TopicPartition, Long> behind(Admin admin) throws Exception {
            var behind = new HashMap<TopicPartition, Long>();
            if (shares) {
                shared(admin, group)
                        .forEach((place, read) -> behind.put(place, read.lag().orElse(Long.MAX_VALUE)));
            } else {
                var ends = ends(admin, places);
                committed(admin, group)
                        .forEach((place, read) ->
                                behind.put(place, Objects.requireNonNull(ends.get(place)) - read.offset()));
            }
            assertThat(behind.keySet()).containsAll(places);
            behind.values().removeIf(lag -> lag == 0);
            return behind;
        }
    }

    private static <V> Map<TopicPartition, V> ofEach(Set<TopicPartition> places, Function<TopicPartition, V> what) {
        return places.stream().collect(Collectors.toMap(Function.identity(), what));
    }

    /** Where a share group stands, in the partitions from which it has read anything. */
    private static Map<TopicPartition, SharePartitionOffsetInfo> shared(Admin admin, String group) throws Exception {
        var read = new HashMap<>(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group)
                .get());
        read.values().removeIf(Objects::isNull);
        return read;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> places) throws Exception {
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(ofEach(places, place -> OffsetSpec.latest()))
                .all()
                .get()
                .forEach((place, end) -> ends.put(place, end.offset()));
        return ends;
    }

    /** Everybody who has read anything. */
    private static List<Reader> readers(Admin admin) throws Exception {
        var readers = new ArrayList<Reader>();
        for (var group : admin.listGroups().all().get()) {
            var shares = group.type().filter(GroupType.SHARE::equals).isPresent();
            var places = shares
                    ? shared(admin, group.groupId()).keySet()
                    : committed(admin, group.groupId()).keySet();
            if (!places.isEmpty()) {
                readers.add(new Reader(group.groupId(), shares, places));
            }
        }
        return readers;
    }

    /** The partitions of our topics that hold anything and are read in a group. */
    private static Set<TopicPartition> withRecords(Admin admin) throws Exception {
        var names = TOPICS.all().stream()
                .map(shape -> shape.name())
                .filter(name -> !WITHOUT_GROUP.contains(name))
                .toList();
        var places = new HashSet<TopicPartition>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .values()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> places.add(new TopicPartition(topic.name(), partition.partition()))));
        var held = ends(admin, places);
        places.removeIf(place -> Objects.requireNonNull(held.get(place)) == 0);
        return places;
    }

    /** The runs that the topic tells of, by their jobs. */
    private record Runs(Map<String, Set<UUID>> byJob, Set<UUID> ended, int events) {

        static Runs on(Platform platform) throws Exception {
            var byJob = new HashMap<String, Set<UUID>>();
            var ended = new HashSet<UUID>();
            var encoding = new EventEncoding();
            var all = records(platform, Set.of(TOPICS.trainingEvents()));
            for (var record : all) {
                switch (encoding.decode(record.value())) {
                    case TrainingStarted started ->
                        byJob.computeIfAbsent(started.getJobId().toString(), job -> new HashSet<>())
                                .add(started.getRunId());
                    case TrainingSucceeded succeeded -> ended.add(succeeded.getRunId());
                    case TrainingFailed failed -> ended.add(failed.getRunId());
                    case RunStopped stopped -> ended.add(stopped.getRunId());
                    case AttemptFailed failed -> ended.add(failed.getRunId());
                    case TrainingInterrupted interrupted -> ended.add(interrupted.getRunId());
                    default -> {
                        // of no run
                    }
                }
            }
            return new Runs(byJob, ended, all.size());
        }

        Set<UUID> of(String job) {
            return byJob.getOrDefault(job, Set.of());
        }

        Set<UUID> unended() {
            var unended = new HashSet<UUID>();
            byJob.values().forEach(unended::addAll);
            unended.removeAll(ended);
            return unended;
        }
    }

    private static String bootstrap(Platform platform) throws Exception {
        return platform.env("KAFKA_BOOTSTRAP_SERVERS");
    }

    /** All that topics hold now. */
    private static List<ConsumerRecord<byte[], byte[]>> records(Platform platform, Set<String> topics)
            throws Exception {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrap(platform));
        var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var places = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            var ends = consumer.endOffsets(places);
            while (places.stream()
                    .anyMatch(place -> consumer.position(place) < Objects.requireNonNull(ends.get(place)))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
