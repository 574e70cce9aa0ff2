package io.easyml.gateway.training;

import io.easyml.schemas.training.JobState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job as the API shows it.
 *
 * @param worker name of the process that runs or ran it
 * @param targetColumn null for clustering and anomaly detection
 * @param metrics of the test part
 * @param transitions every state it was in, with time and cause
 * @param waitingFor why it does not go on by itself right now
 * @param infrastructureFailures attempts that failed for no fault of the job; at most 3
 */
record Job(
        UUID jobId,
        UUID projectId,
        String state,
        int attempt,
        int infrastructureFailures,
        @Nullable String worker,
        @Nullable Progress progress,
        String fileId,
        @Nullable String targetColumn,
        String modelType,
        String modelName,
        @Nullable Integer modelVersion,
        @Nullable String sessionId,
        JsonNode hyperparameters,
        JsonNode evaluation,
        long seed,
        int priority,
        @Nullable JsonNode metrics,
        @Nullable Long rows,
        @Nullable Integer features,
        @Nullable Long durationMs,
        @Nullable String modelPath,
        @Nullable JsonNode failure,
        @Nullable Waiting waitingFor,
        List<Transition> transitions,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /**
     * How far a run is.
     *
     * @param percent of the whole, 0 to 100
     * @param remainingSeconds that the run will still take, where the worker can tell
     */
    record Progress(String phase, double percent, @Nullable Long remainingSeconds) {}

    /**
     * A move.
     *
     * @param state it went to
     * @param cause the event that moved it; {@code CancelRequested} for the wish to cancel
     * @param by who said it: {@code user:{id}} or {@code service:{name}}
     * @param detail in words, where the event has some
     */
    record Transition(
            String state,
            Instant at,
            String cause,
            @Nullable String by,
            @Nullable String detail) {}

    /**
     * What the job waits for.
     *
     * @param what {@code a_free_worker}, {@code a_worker} where none is alive, {@code kafka}, or {@code versioning}
     * @param position in the queue, from 1
     * @param workersAlive heard of in the last seconds
     * @param detail what versioning itself waits for, if anything
     */
    record Waiting(
            String what,
            @Nullable Long position,
            @Nullable Integer workersAlive,
            @Nullable String detail) {}

    /** Part of a list of jobs. */
    record Summary(
            UUID jobId,
            UUID projectId,
            String state,
            String fileId,
            @Nullable String targetColumn,
            String modelType,
            String modelName,
            @Nullable Integer modelVersion,
            @Nullable String sessionId,
            @Nullable JsonNode metrics,
            Instant queuedAt,
            @Nullable Instant finishedAt) {}

    /** It can move no more. */
    boolean hasEnded() {
        return JobState.ofLabel(state).terminal();
    }

    /**
     * An event of a job.
     *
     * @param id its offset
     * @param state that it moved the job to, if it did
     */
    record Event(
            long id,
            UUID eventId,
            String type,
            Instant time,
            @Nullable String actor,
            @Nullable String state,
            JsonNode payload) {}
}
