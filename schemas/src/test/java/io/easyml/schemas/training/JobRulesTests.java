package io.easyml.schemas.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingStarted;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobRulesTests {

    @Test
    void theUsualWayIsLegalAndNothingFollowsAnEnd() {
        assertThat(JobState.QUEUED.mayBecome(JobState.RUNNING)).isTrue();
        assertThat(JobState.RUNNING.mayBecome(JobState.REGISTERING)).isTrue();
        assertThat(JobState.REGISTERING.mayBecome(JobState.SUCCEEDED)).isTrue();
        assertThat(JobState.RUNNING.mayBecome(JobState.QUEUED))
                .as("another attempt")
                .isTrue();
        assertThat(JobState.RUNNING.mayBecome(JobState.SUCCEEDED))
                .as("without a version")
                .isFalse();
        assertThat(JobState.REGISTERING.mayBecome(JobState.CANCELLED))
                .as("after an outcome")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(JobState.class)
    void everyStateIsReadBackByItsLabelAndEndsAreDecided(JobState state) {
        assertThat(JobState.ofLabel(state.label())).isEqualTo(state);
        assertThat(state.terminal()).isEqualTo(state.next().isEmpty());
        assertThat(state.decided()).isEqualTo(state.terminal() || state == JobState.REGISTERING);
    }

    @Test
    void theFirstOutcomeDecidesAndLaterOnesChangeNothing() {
        var job = UUID.randomUUID();
        var project = UUID.randomUUID();
        var started = TrainingStarted.newBuilder()
                .setJobId(job)
                .setProjectId(project)
                .setAttempt(1)
                .setRunId(UUID.randomUUID())
                .setWorker("w")
                .build();
        var cancelled = TrainingCancelled.newBuilder()
                .setJobId(job)
                .setProjectId(project)
                .setCancelledBy(UUID.randomUUID())
                .build();
        var failed = TrainingFailed.newBuilder()
                .setJobId(job)
                .setProjectId(project)
                .setAttempt(1)
                .setCode("c")
                .setFailureClass("data")
                .setMessage("m")
                .build();
        var outcome = new JobOutcome();

        assertThat(outcome.decides(started)).isFalse();
        assertThat(outcome.decides(cancelled)).isTrue();
        assertThat(outcome.decides(failed)).isFalse();
        assertThat(outcome.decidedBy()).isEqualTo(cancelled);
    }
}
