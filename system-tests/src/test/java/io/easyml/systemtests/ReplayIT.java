package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every record of every topic, delivered a second time to everybody who reads it. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class ReplayIT {

    private static final List<String> SERVICES =
            List.of("gateway", "training-worker-1", "training-worker-2", "versioning-worker", "audit-sink");
    private static final Duration CAUGHT_UP = Duration.ofMinutes(4);

    @Test
    void everyRecordDeliveredTwiceChangesNothing(Platform platform) throws Exception {
        var load = Load.on(platform, "twice");
        load.small();
        load.large();
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        try (var admin = Admin.create(Map.of("bootstrap.servers", platform.env("KAFKA_BOOTSTRAP_SERVERS")));
                var postgres = platform.postgres()) {
            var before = truth(postgres);
            List<Reader> readers;
            try {
                for (var service : SERVICES) {
                    platform.hold(service);
                }
                readers = readers(admin);
                assertThat(readers)
                        .extracting(Reader::group)
                        .contains(
                                "easyml-gateway-projector",
                                "easyml-mlflow-tracking",
                                "versioning-worker",
                                "easyml-audit-sink");
                assertThat(readers).as("the workers' share group").anyMatch(Reader::shares);
                for (var reader : readers) {
                    reader.startAgain(admin);
                }
            } finally {
                for (var service : SERVICES) {
                    platform.release(service);
                }
            }
            await("everybody to have read everything again").atMost(CAUGHT_UP).untilAsserted(() -> {
                for (var reader : readers) {
                    assertThat(reader.behind(admin)).as(reader.group()).isEmpty();
                }
            });
            platform.isHealthy();
            assertThat(truth(postgres)).isEqualTo(before);
        }
    }

    /** A consumer or share group (KIP-932), with the partitions that it has read from. */
    private record Reader(String group, boolean shares, Set<TopicPartition> places) {

        void startAgain(Admin admin) throws Exception {
            if (shares) {
                admin.alterShareGroupOffsets(
                                group, places.stream().collect(Collectors.toMap(place -> place, place -> 0L)))
                        .all()
                        .get();
            } else {
                admin.alterConsumerGroupOffsets(
                                group,
                                places.stream()
                                        .collect(Collectors.toMap(place -> place, place -> new OffsetAndMetadata(0))))
                        .all()
                        .get();
            }
        }

        List<TopicPartition> behind(Admin admin) throws Exception {
            var read = offsets(admin, group, shares);
            var ends = admin.listOffsets(
                            places.stream().collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest())))
                    .all()
                    .get();
            return places.stream()
                    .filter(place -> Objects.requireNonNull(read.get(place))
                            < Objects.requireNonNull(ends.get(place)).offset())
                    .toList();
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, String group, boolean shares) throws Exception {
        var offsets = new HashMap<TopicPartition, Long>();
        if (shares) {
            admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get()
                    .forEach((place, read) -> {
                        // null for a partition from which nothing was read yet
                        if (read != null) {
                            offsets.put(place, read.startOffset());
                        }
                    });
        } else {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((place, read) -> offsets.put(place, read.offset()));
        }
        return offsets;
    }

    /** Everybody who has read anything. */
    private static List<Reader> readers(Admin admin) throws Exception {
        var readers = new ArrayList<Reader>();
        for (var group : admin.listGroups().all().get()) {
            var shares = group.type().filter(GroupType.SHARE::equals).isPresent();
            var places = offsets(admin, group.groupId(), shares).keySet();
            if (!places.isEmpty()) {
                readers.add(new Reader(group.groupId(), shares, places));
            }
        }
        return readers;
    }

    /** What must not change: jobs with their history, versions, and nothing more to do. */
    private static List<String> truth(Connection postgres) throws Exception {
        var lines = new ArrayList<String>();
        for (var sql : List.of(
                "select job_id, state, attempt, run_id, model_version, event_offset, decided_at, finished_at from"
                        + " ml_experiments order by job_id",
                "select job_id, event_offset, event_id, type, from_state, to_state from ml_experiment_events order by"
                        + " job_id, event_offset",
                "select id, job_id, version, git_tag, git_commit, dvc_md5, mlflow_run_id, mlflow_version from"
                        + " model_versions order by id",
                "select id, version, state, git_tag, git_commit from dataset_versions order by id",
                "select id, state, mlflow_state from versioning_tasks order by id",
                "select count(*) from outbox")) {
            try (var statement = postgres.createStatement()) {
                var rows = statement.executeQuery(sql);
                var columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var line = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        line.append(rows.getString(i)).append(' ');
                    }
                    lines.add(line.toString());
                }
            }
        }
        return lines;
    }
}
