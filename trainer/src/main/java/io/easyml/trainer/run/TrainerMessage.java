package io.easyml.trainer.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** A line on the channel between a trainer and its parent. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainerMessage.Run.class, name = "run"),
    @JsonSubTypes.Type(value = TrainerMessage.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = TrainerMessage.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = TrainerMessage.Rested.class, name = "rested"),
    @JsonSubTypes.Type(value = TrainerMessage.Failed.class, name = "failed")
})
public sealed interface TrainerMessage {

    /** From the parent: do this run. {@code runFile} is an absolute path. */
    record Run(String runFile) implements TrainerMessage {}

    /**
     * From the trainer: how far the run is.
     *
     * @param phase {@code load}, {@code profile}, {@code fit}, {@code evaluate} or {@code export}
     * @param percent of the whole run, 0 to 100
     * @param remainingSeconds an estimate of the time to the run's end, null where nothing can be said yet
     */
    record Progress(String phase, int percent, @Nullable Long remainingSeconds) implements TrainerMessage {

        /** Progress without an estimate. */
        public Progress(String phase, int percent) {
            this(phase, percent, null);
        }
    }

    /** From the trainer: the model folder is written. {@link Rested} follows. */
    record Succeeded(RunResult result) implements TrainerMessage {}

    /**
     * From the trainer, after a success: ready for the next run.
     *
     * @param heapMb heap in use after a collection, in MiB: what earlier runs left behind
     */
    record Rested(long heapMb) implements TrainerMessage {}

    /**
     * From the trainer: no model. The trainer is ready for the next run, but a careful parent starts a new one.
     *
     * @param code name of a {@code FailureCode}
     * @param failureClass {@code user}, {@code data}, {@code resource} or {@code infrastructure}
     * @param message what is wrong, where, and what to do
     */
    record Failed(String code, String failureClass, String message) implements TrainerMessage {}
}
