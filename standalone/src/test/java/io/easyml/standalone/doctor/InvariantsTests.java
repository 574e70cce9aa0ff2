package io.easyml.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.messaging.EventEncoding;
import io.easyml.schemas.avro.DeadLetter;
import io.easyml.schemas.training.JobState;
import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.store.Rows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What the doctor makes of evidence; system-tests break the stores themselves. */
class InvariantsTests {

    private static final UUID JOB = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));

    @Test
    void aDeadLetterOfTheEventsIsAViolationAndOneOfTheRequestsIsNot() throws Exception {
        var finding = new NoDeadLetters()
                .examine(evidence(
                        rows(List.of(), List.of(), List.of()),
                        List.of(deadLetter("easyml.training.events.v1"), deadLetter("easyml.training.requests.v1"))));

        assertThat(finding.checked()).isEqualTo(2);
        assertThat(finding.violations()).singleElement().asString().contains("easyml.training.events.v1/0/7");
    }

    @Test
    void movesMustBeLegalAndLeadToWhereTheRowIs() throws Exception {
        var legal =
                List.of(move(1, JobState.QUEUED, JobState.RUNNING), move(2, JobState.RUNNING, JobState.REGISTERING));
        var jump = List.of(move(1, JobState.QUEUED, JobState.RUNNING), move(2, JobState.QUEUED, JobState.FAILED));

        assertThat(moves(JobState.REGISTERING, legal).violations()).isEmpty();
        assertThat(moves(JobState.SUCCEEDED, legal).violations())
                .singleElement()
                .asString()
                .contains(JOB.toString());
        assertThat(moves(JobState.FAILED, jump).violations())
                .singleElement()
                .asString()
                .contains("after it was running");
    }

    @Test
    void aWishToCancelIsNoMoveOfTheTopic() throws Exception {
        var running = List.of(move(1, JobState.QUEUED, JobState.RUNNING));
        var cancelled = List.of(running.getFirst(), move(2, JobState.CANCELLING, JobState.CANCELLED));

        assertThat(moves(JobState.CANCELLING, running).violations()).isEmpty();
        assertThat(moves(JobState.CANCELLED, cancelled).violations()).isEmpty();
    }

    @Test
    void whatIsYoungIsUnderWayAndWhatIsOldIsStuck() throws Exception {
        var young = new Rows.Message(1, "topic", "key", NOW.minusSeconds(1));
        var old = new Rows.Message(2, "topic", "key", LONG_AGO);

        var finding = new NothingStuck().examine(evidence(rows(List.of(), List.of(), List.of(young, old)), List.of()));

        assertThat(finding.underWay()).singleElement().asString().contains("outbox row 1");
        assertThat(finding.violations()).singleElement().asString().contains("outbox row 2");
        assertThat(finding.holds()).isFalse();
    }

    @Test
    void aDecidedJobWithoutAnOutcomeOnTheTopicIsAViolation() throws Exception {
        var rows = rows(List.of(job(JobState.SUCCEEDED)), List.of(), List.of());

        assertThat(new OneOutcome().examine(evidence(rows, List.of())).violations())
                .singleElement()
                .asString()
                .contains("the topic has no outcome");
        assertThat(new JobsEnd().examine(evidence(rows, List.of())).violations())
                .singleElement()
                .asString()
                .contains("no TrainingQueued");
    }

    private static Finding moves(JobState state, List<Rows.Move> moves) throws Exception {
        return new LegalMoves().examine(evidence(rows(List.of(job(state)), moves, List.of()), List.of()));
    }

    private static Rows.Job job(JobState state) {
        return new Rows.Job(JOB, UUID.randomUUID(), state, null, null, null, 2, LONG_AGO, LONG_AGO);
    }

    private static Rows.Move move(long offset, JobState from, JobState to) {
        return new Rows.Move(JOB, offset, from, to);
    }

    private static Rows rows(List<Rows.Job> jobs, List<Rows.Move> moves, List<Rows.Message> outbox) {
        return new Rows(jobs, moves, List.of(), List.of(), outbox);
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(String topic) {
        var letter = DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(0)
                .setOffset(7)
                .setTimestampMs(0)
                .setConsumer("somebody")
                .setReason("unreadable")
                .setKey(null)
                .setValue(null)
                .setHeaders(Map.of())
                .build();
        return new ConsumerRecord<>("easyml.dead-letters.v1", 0, 0, new byte[0], new EventEncoding().encode(letter));
    }

    private static Evidence evidence(Rows rows, List<ConsumerRecord<byte[], byte[]>> deadLetters) {
        var nowhere = Path.of("nowhere");
        return new Evidence(
                NOW,
                new DataFolder(nowhere),
                nowhere,
                nowhere,
                nowhere,
                nowhere,
                List.of(),
                List.of(),
                Map.of(),
                rows,
                Map.of(),
                List.of(),
                deadLetters,
                Map.of());
    }
}
