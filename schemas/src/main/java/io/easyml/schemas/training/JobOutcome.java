package io.easyml.schemas.training;

import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingSucceeded;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which every reader of the training events decides how a job ended: the first outcome in the job's
 * partition is the outcome, from whichever run; later ones stay in the trail and change nothing.
 *
 * <p>Feed it a job's events in the order of their offsets. One instance is for one job; not thread-safe.
 */
public final class JobOutcome {

    private @Nullable SpecificRecord deciding;

    /** Takes the next event of the job and says whether this one decides it. */
    public boolean decides(SpecificRecord event) {
        if (deciding != null || !isOutcome(event)) {
            return false;
        }
        deciding = event;
        return true;
    }

    /** The event that decided the job, or null while none has. */
    public @Nullable SpecificRecord decidedBy() {
        return deciding;
    }

    /** Whether an event of this kind can decide a job. */
    public static boolean isOutcome(SpecificRecord event) {
        return event instanceof TrainingSucceeded
                || event instanceof TrainingFailed
                || event instanceof TrainingCancelled;
    }
}
