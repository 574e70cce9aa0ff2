package io.easyml.gateway.training;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job as the API shows it.
 *
 * @param worker name of the process that runs or ran it
 * @param metrics of the test part
 * @param transitions every state it was in, with time and cause
 * @param waitingFor why it does not go on by itself right now
 */
record Job(
        UUID jobId,
        UUID projectId,
        String state,
        int attempt,
        @Nullable String worker,
        @Nullable Progress progress,
        String fileId,
        String targetColumn,
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

    /** How far a run is: the phase, and percent of the whole, 0 to 100. */
    record Progress(String phase, double percent) {}

    /** A move: the state it went to, when, and the event that caused it. */
    record Transition(String state, Instant at, String cause) {}

    /**
     * What the job waits for.
     *
     * @param what {@code a_free_worker} or {@code versioning}
     * @param position in the queue, from 1
     * @param workersAlive heard of in the last seconds
     */
    record Waiting(
            String what, @Nullable Long position, @Nullable Integer workersAlive) {}

    /** Part of a list of jobs. */
    record Summary(
            UUID jobId,
            UUID projectId,
            String state,
            String fileId,
            String targetColumn,
            String modelType,
            String modelName,
            @Nullable Integer modelVersion,
            @Nullable String sessionId,
            @Nullable JsonNode metrics,
            Instant queuedAt,
            @Nullable Instant finishedAt) {}

    /** An event of a job; {@code id} is its offset. */
    record Event(
            long id,
            UUID eventId,
            String type,
            Instant time,
            @Nullable String actor,
            JsonNode payload) {}
}
