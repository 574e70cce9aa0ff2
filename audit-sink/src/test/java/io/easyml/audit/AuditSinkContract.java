package io.easyml.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.easyml.schemas.audit.AuditIndexes;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.DatasetVersionRegistered;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.ProjectCreated;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;

/** What the sink promises, on whatever MongoDB it stands. */
abstract class AuditSinkContract {

    static final Duration SOON = Duration.ofSeconds(60);

    /** {@code MONGO_URI} without a database. */
    abstract String mongo();

    private SinkUnderTest sink(String name) {
        return new SinkUnderTest(name + "-" + Long.toString(System.nanoTime(), 36), mongo());
    }

    @Test
    void everyRecordOfEveryEventsTopicIsInTheTrailOnceWhereverItWasReadHoweverOften() {
        try (var sink = sink("complete")) {
            var places = new HashSet<String>();
            for (var topic : sink.topics.events()) {
                for (int i = 0; i < 40; i++) {
                    var key = UUID.randomUUID();
                    var sent = sink.say(topic, key, started(sink, key, 1));
                    places.add(topic + "/" + sent.partition() + "/" + sent.offset());
                }
            }
            sink.start();
            awaitTrail(sink, 200);
            assertThat(sink.trail())
                    .extracting(document -> document.getString("_id"))
                    .hasSameElementsAs(places);
            var before = sink.trail();

            // another group reads everything from the beginning
            sink.start("--spring.kafka.listener.concurrency=2", "--easyml.audit.group=" + UUID.randomUUID());
            sink.say(sink.topics.trainingEvents(), UUID.randomUUID(), started(sink, UUID.randomUUID(), 1));
            awaitTrail(sink, 201);

            assertThat(sink.trail()).containsAll(before);
            assertThat(maintenance(sink, "--verify-trail")).isTrue();
        }
    }

    @Test
    void anEventThatWasSentTwiceStandsTwiceAndTheSecondSaysSo() {
        try (var sink = sink("repeats")) {
            var job = UUID.randomUUID();
            var event = sink.event(sink.topics.trainingEvents(), job, started(sink, job, 1));
            sink.send(event.toProducerRecord());
            sink.start();
            awaitTrail(sink, 1);
            sink.send(event.toProducerRecord());
            sink.send(event.toProducerRecord());
            awaitTrail(sink, 3);

            assertThat(sink.trail())
                    .extracting(document -> document.getBoolean("repeat", false))
                    .containsExactly(false, true, true);
        }
    }

    @Test
    void whatNobodyCanReadIsKeptAsItsBytes() {
        try (var sink = sink("unreadable")) {
            sink.start();
            sink.send(new ProducerRecord<>(sink.topics.modelEvents(), "k".getBytes(UTF_8), "no avro".getBytes(UTF_8)));
            sink.send(new ProducerRecord<>(sink.topics.modelEvents(), "k".getBytes(UTF_8), null));
            awaitTrail(sink, 2);

            var kept = sink.trail().getFirst();
            assertThat(kept.get("raw_value", Binary.class).getData()).isEqualTo("no avro".getBytes(UTF_8));
            assertThat(kept.getString("unreadable")).isNotBlank();
            assertThat(maintenance(sink, "--verify-trail")).isTrue();
        }
    }

    @Test
    void aChangedAndARemovedRecordAreFoundAndTheTrailSaysWhere() {
        try (var sink = sink("tampering")) {
            var job = UUID.randomUUID();
            sink.start();
            for (int attempt = 1; attempt <= 4; attempt++) {
                sink.say(sink.topics.trainingEvents(), job, started(sink, job, attempt));
            }
            awaitTrail(sink, 4);
            assertThat(maintenance(sink, "--verify-trail")).isTrue();
            var second = sink.trail().get(1);

            sink.change(
                    AuditIndexes.AUDIT_LOGS,
                    Filters.eq("_id", second.get("_id")),
                    Updates.set("raw_value", new Binary("other".getBytes(UTF_8))));
            assertThat(broken(sink)).isEqualTo(second.getString("_id"));

            sink.change(
                    AuditIndexes.AUDIT_LOGS,
                    Filters.eq("_id", second.get("_id")),
                    Updates.set("raw_value", second.get("raw_value")));
            assertThat(maintenance(sink, "--verify-trail")).isTrue();

            sink.remove(AuditIndexes.AUDIT_LOGS, Filters.eq("_id", second.get("_id")));
            assertThat(broken(sink)).isEqualTo(sink.trail().get(1).getString("_id"));
        }
    }

    @Test
    void whatIsDerivedSaysTheFirstOutcomeAndIsTheSameWhenMadeAgain() {
        try (var sink = sink("views")) {
            sink.start();
            var job = UUID.randomUUID();
            var failing = UUID.randomUUID();
            story(sink, job, failing);
            awaitTrail(sink, 11);

            // a record is in the trail before what is derived from it is
            await("what is derived").atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                var run = one(sink, AuditIndexes.MLFLOW_RUNS, job.toString());
                assertThat(run.getString("status"))
                        .as("a surplus run changed nothing")
                        .isEqualTo("succeeded");
                assertThat(run.get("metrics", Document.class).getDouble("accuracy"))
                        .isEqualTo(0.9);
                assertThat(one(sink, AuditIndexes.MLFLOW_RUNS, failing.toString())
                                .getString("status"))
                        .isEqualTo("failed");
                assertThat(one(sink, AuditIndexes.MODEL_SESSIONS, sink.project + "/a-session")
                                .get("jobs", Document.class))
                        .containsOnlyKeys(job.toString(), failing.toString());
                assertThat(sink.all(AuditIndexes.DVC_METADATA))
                        .extracting(document -> document.getString("git_tag"))
                        .containsExactlyInAnyOrder("table.csv@v1", "m@v1");
                assertThat(sink.all(AuditIndexes.PROJECT_CONFIGS))
                        .singleElement()
                        .satisfies(
                                config -> assertThat(config.getString("name")).isEqualTo("a project"));
                assertThat(sink.all(AuditIndexes.TRAINING_ERRORS))
                        .extracting(document -> document.getString("code"))
                        .containsExactlyInAnyOrder("TRAINER_CRASHED", "TARGET_HAS_ONE_CLASS", "MAX_RUNTIME_EXCEEDED");
            });
            var before = derived(sink);

            assertThat(maintenance(sink, "--rebuild-views")).isTrue();
            assertThat(derived(sink)).isEqualTo(before);
        }
    }

    /** A job with a surplus run that fails late, and a job that fails on its second attempt. */
    private static void story(SinkUnderTest sink, UUID job, UUID failing) {
        var events = sink.topics.trainingEvents();
        sink.say(
                sink.topics.projectEvents(),
                sink.project,
                ProjectCreated.newBuilder()
                        .setProjectId(sink.project)
                        .setName("a project")
                        .setOwnerId(UUID.randomUUID())
                        .setExperimentName("experiment")
                        .setConfig(Map.of())
                        .build());
        sink.say(
                sink.topics.datasetEvents(),
                sink.project,
                DatasetVersionRegistered.newBuilder()
                        .setDatasetVersionId(UUID.randomUUID())
                        .setProjectId(sink.project)
                        .setDataset("table.csv")
                        .setVersion(1)
                        .setGitTag("table.csv@v1")
                        .setGitCommit("c")
                        .setDvcMd5("d")
                        .setDvcPath("p")
                        .build());
        var order = order(sink, job);
        sink.say(
                events,
                job,
                TrainingQueued.newBuilder().setOrder(order).setSource("rest").build());
        sink.say(events, job, started(sink, job, 1));
        sink.say(events, job, succeeded(order));
        sink.say(events, job, failed(sink, job, 1, "MAX_RUNTIME_EXCEEDED"));
        sink.say(
                events,
                job,
                ModelVersionRegistered.newBuilder()
                        .setJobId(job)
                        .setProjectId(sink.project)
                        .setRunId(UUID.randomUUID())
                        .setModelName("m")
                        .setVersion(1)
                        .setModelPath("path")
                        .setGitTag("m@v1")
                        .setGitCommit("c")
                        .setDvcMd5("d")
                        .setDvcPath("p")
                        .setDataset("table.csv")
                        .setDatasetVersion(1)
                        .build());
        sink.say(
                events,
                failing,
                TrainingQueued.newBuilder()
                        .setOrder(order(sink, failing))
                        .setSource("rest")
                        .build());
        sink.say(
                events,
                failing,
                AttemptFailed.newBuilder()
                        .setJobId(failing)
                        .setProjectId(sink.project)
                        .setAttempt(1)
                        .setCode("TRAINER_CRASHED")
                        .setFailureClass("infrastructure")
                        .setMessage("it ended")
                        .build());
        sink.say(events, failing, failed(sink, failing, 2, "TARGET_HAS_ONE_CLASS"));
        sink.say(events, job, started(sink, job, 2));
    }

    private static List<List<Document>> derived(SinkUnderTest sink) {
        var all = new ArrayList<List<Document>>();
        for (var collection : AuditIndexes.derived()) {
            all.add(sink.all(collection).stream()
                    .sorted(java.util.Comparator.comparing(document -> document.getString("_id")))
                    .toList());
        }
        return all;
    }

    private static Document one(SinkUnderTest sink, String collection, String id) {
        return sink.all(collection).stream()
                .filter(document -> document.getString("_id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    static void awaitTrail(SinkUnderTest sink, int records) {
        await("records in the trail")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(sink.trail()).hasSize(records));
    }

    private static boolean maintenance(SinkUnderTest sink, String word) {
        try (var context = sink.start("--spring.kafka.listener.auto-startup=false")) {
            return context.getBean(Maintenance.class).run(List.of(word));
        }
    }

    private static String broken(SinkUnderTest sink) {
        try (var context = sink.start("--spring.kafka.listener.auto-startup=false")) {
            return context.getBean(io.easyml.audit.trail.AuditTrail.class)
                    .firstBroken()
                    .orElse("nowhere");
        }
    }

    static TrainingStarted started(SinkUnderTest sink, UUID job, int attempt) {
        return TrainingStarted.newBuilder()
                .setJobId(job)
                .setProjectId(sink.project)
                .setAttempt(attempt)
                .setRunId(EventIds.next())
                .setWorker("worker")
                .build();
    }

    private static TrainingFailed failed(SinkUnderTest sink, UUID job, int attempt, String code) {
        return TrainingFailed.newBuilder()
                .setJobId(job)
                .setProjectId(sink.project)
                .setAttempt(attempt)
                .setCode(code)
                .setFailureClass("data")
                .setMessage("why")
                .build();
    }

    private static TrainingSucceeded succeeded(TrainingOrder order) {
        return TrainingSucceeded.newBuilder()
                .setJobId(order.getJobId())
                .setProjectId(order.getProjectId())
                .setAttempt(1)
                .setRunId(EventIds.next())
                .setWorker("worker")
                .setOrder(order)
                .setModelPath("path")
                .setFiles(List.of())
                .setMetrics(Map.of("accuracy", 0.9))
                .setCurves(List.of())
                .setRows(10)
                .setFeatures(2)
                .setDurationMs(5)
                .setStartedAt(Instant.now())
                .build();
    }

    private static TrainingOrder order(SinkUnderTest sink, UUID job) {
        return TrainingOrder.newBuilder()
                .setJobId(job)
                .setProjectId(sink.project)
                .setUserId(UUID.randomUUID())
                .setModelName("m")
                .setModelType("decision_tree_classifier")
                .setTask("classification")
                .setDataset(DatasetRef.newBuilder()
                        .setDataset("table.csv")
                        .setVersion(1)
                        .setSha256("0".repeat(64))
                        .setPath("p")
                        .setSizeBytes(10)
                        .build())
                .setTargetColumn("label")
                .setHyperparameters(Map.of("max.depth", 3L))
                .setEvaluation(Map.of("test_fraction", 0.25))
                .setSeed(7)
                .setPriority(0)
                .setExperimentName("experiment")
                .build();
    }
}
