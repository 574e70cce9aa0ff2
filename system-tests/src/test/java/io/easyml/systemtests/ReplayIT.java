package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
            for (var service : SERVICES) {
                platform.hold(service);
            }
            var groups = readers(admin);
            assertThat(groups).hasSizeGreaterThanOrEqualTo(4);
            var readBefore = new HashMap<String, Set<TopicPartition>>();
            for (var group : groups) {
                var read = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                readBefore.put(group, read.keySet());
                admin.alterConsumerGroupOffsets(
                                group,
                                read.keySet().stream()
                                        .collect(Collectors.toMap(place -> place, place -> new OffsetAndMetadata(0))))
                        .all()
                        .get();
            }
            for (var service : SERVICES) {
                platform.release(service);
            }
            await("everybody to have read everything again").atMost(CAUGHT_UP).untilAsserted(() -> {
                for (var group : groups) {
                    assertThat(behind(admin, group, Objects.requireNonNull(readBefore.get(group))))
                            .as(group)
                            .isEmpty();
                }
            });
            platform.isHealthy();
            assertThat(truth(postgres)).isEqualTo(before);
        }
    }

    private static Set<String> readers(Admin admin) throws Exception {
        var groups = new HashSet<String>();
        for (var group : admin.listGroups().all().get()) {
            if (group.groupId().startsWith("easyml-")) {
                groups.add(group.groupId());
            }
        }
        return groups;
    }

    private static List<TopicPartition> behind(Admin admin, String group, Set<TopicPartition> places) throws Exception {
        var read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        var ends = admin.listOffsets(
                        places.stream().collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest())))
                .all()
                .get();
        return places.stream()
                .filter(place -> Objects.requireNonNull(read.get(place)).offset()
                        < Objects.requireNonNull(ends.get(place)).offset())
                .toList();
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
