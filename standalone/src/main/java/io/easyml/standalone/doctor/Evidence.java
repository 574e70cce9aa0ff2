package io.easyml.standalone.doctor;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.topic.Topics;
import io.easyml.schemas.training.JobOutcome;
import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.setup.SetupSettings;
import io.easyml.standalone.store.EventLog;
import io.easyml.standalone.store.GitOrigin;
import io.easyml.standalone.store.Rows;
import io.easyml.standalone.store.Runs;
import io.easyml.standalone.store.Trail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;

/**
 * What the stores hold, read once for all invariants. What follows something is read before it: so what a reader of a topic
 * has not taken yet is seen as work that goes on, not as an invention.
 */
record Evidence(
        Instant at,
        DataFolder folder,
        Path dvcRemote,
        Path modelsDir,
        Path datasetsDir,
        Path repositories,
        List<Document> trail,
        List<Runs.Run> runs,
        Map<String, Integer> registered,
        Rows rows,
        Map<UUID, Map<String, GitOrigin.Tag>> tags,
        List<ConsumerRecord<byte[], byte[]>> log,
        List<ConsumerRecord<byte[], byte[]>> deadLetters,
        Map<String, Story> stories) {

    /** After this time what should follow by itself has not. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The events of one job in their order, and which of them decided it. */
    record Story(List<ReceivedEvent> events, JobOutcome outcome) {

        /** The event that decided the job, if one has. */
        java.util.Optional<ReceivedEvent> decision() {
            SpecificRecord deciding = outcome.decidedBy();
            return events.stream().filter(event -> event.record() == deciding).findFirst();
        }

        <T extends SpecificRecord> List<T> all(Class<T> type) {
            return events.stream()
                    .map(ReceivedEvent::record)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }
    }

    static Evidence read(DataFolder folder, Map<String, String> env) throws Exception {
        var settings = SetupSettings.of(env);
        var topics = new Topics(settings.topicPrefix());
        var repositories = settings.dvcReposDir();
        try (var mlflow = new Runs(Objects.requireNonNull(env.get("MLFLOW_TRACKING_URI")))) {
            var registered = mlflow.registered();
            var runs = mlflow.all();
            var trail = Trail.read(settings.mongoUri());
            var rows = Rows.read(settings);
            var tags = tags(repositories, rows);
            var log = EventLog.read(settings.kafkaBootstrapServers(), topics.events());
            var deadLetters = EventLog.read(settings.kafkaBootstrapServers(), List.of(topics.deadLetters()));
            return new Evidence(
                    Instant.now(),
                    folder,
                    Path.of(Objects.requireNonNull(env.get("DVC_REMOTE_URL"))),
                    settings.modelsDir(),
                    settings.datasetsDir(),
                    repositories,
                    trail,
                    runs,
                    registered,
                    rows,
                    tags,
                    log,
                    deadLetters,
                    stories(log, topics.trainingEvents()));
        }
    }

    private static Map<UUID, Map<String, GitOrigin.Tag>> tags(Path repositories, Rows rows) throws IOException {
        var tags = new HashMap<UUID, Map<String, GitOrigin.Tag>>();
        for (var version : rows.versions()) {
            var origin = repositories.resolve(version.projectId() + ".git");
            if (!tags.containsKey(version.projectId())) {
                tags.put(version.projectId(), Files.isDirectory(origin) ? new GitOrigin(origin).tags() : Map.of());
            }
        }
        return tags;
    }

    private static Map<String, Story> stories(List<ConsumerRecord<byte[], byte[]>> log, String trainingEvents) {
        var encoding = new EventEncoding();
        var stories = new LinkedHashMap<String, Story>();
        for (var raw : log) {
            if (raw.topic().equals(trainingEvents)) {
                try {
                    var event = ReceivedEvent.of(encoding, raw);
                    var story = stories.computeIfAbsent(
                            event.key(), job -> new Story(new java.util.ArrayList<>(), new JobOutcome()));
                    story.events().add(event);
                    story.outcome().decides(event.record());
                } catch (RecordAtFaultException unreadable) {
                    // of no job; the trail has it all the same
                }
            }
        }
        return stories;
    }

    boolean isRecent(Instant time) {
        return time.isAfter(at.minus(PATIENCE));
    }
}
