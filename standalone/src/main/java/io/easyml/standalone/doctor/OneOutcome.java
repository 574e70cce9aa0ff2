package io.easyml.standalone.doctor;

import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.ModelRegistrationFailed;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.training.JobState;
import io.easyml.standalone.store.Rows;
import java.util.Objects;
import java.util.Optional;

/** The first outcome on the topic, and no other, is what the job's row says. */
final class OneOutcome implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes(
                "one-outcome",
                "each job ended as the first outcome in its partition says (training.events.v1 replayed)");
        for (var job : evidence.rows().jobs()) {
            var story = evidence.stories().get(job.id().toString());
            var decision = story == null ? Optional.<ReceivedEvent>empty() : story.decision();
            if (decision.isEmpty()) {
                if (job.state().decided()) {
                    notes.violated("job " + job.id() + " is " + job.state().label() + ", and the topic has no outcome");
                }
            } else {
                notes.looked();
                compare(evidence, job, Objects.requireNonNull(story), decision.get(), notes);
            }
        }
        return notes.finding();
    }

    private static void compare(
            Evidence evidence, Rows.Job job, Evidence.Story story, ReceivedEvent decision, Finding.Notes notes) {
        var said = decision.type() + " at offset " + decision.offset();
        if (!job.state().decided()) {
            notes.missing(
                    job.eventOffset() < decision.offset() && evidence.isRecent(decision.time()),
                    "job " + job.id() + " is " + job.state().label() + " after " + said);
            return;
        }
        var fits = switch (decision.record()) {
            case TrainingSucceeded succeeded -> fits(job, story, succeeded);
            case TrainingFailed failed ->
                job.state() == JobState.FAILED && failed.getCode().equals(job.failureCode());
            case TrainingCancelled cancelled -> job.state() == JobState.CANCELLED;
            default -> false;
        };
        if (!fits) {
            notes.violated("job " + job.id() + " is " + job.state().label()
                    + (job.failureCode() == null ? "" : " (" + job.failureCode() + ")") + ", but was decided by " + said
                    + (job.runId() == null ? "" : "; its row names run " + job.runId()));
        }
    }

    private static boolean fits(Rows.Job job, Evidence.Story story, TrainingSucceeded succeeded) {
        return succeeded.getRunId().equals(job.runId())
                && switch (job.state()) {
                    case REGISTERING -> true;
                    case SUCCEEDED ->
                        story.all(ModelVersionRegistered.class).stream()
                                .anyMatch(registered -> Objects.equals(registered.getVersion(), job.modelVersion()));
                    case FAILED -> !story.all(ModelRegistrationFailed.class).isEmpty();
                    case QUEUED, RUNNING, CANCELLING, CANCELLED -> false;
                };
    }
}
