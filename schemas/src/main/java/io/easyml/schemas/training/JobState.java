package io.easyml.schemas.training;

import java.util.Locale;
import java.util.Set;

/** The states of a job and its legal moves. */
public enum JobState {
    QUEUED,
    RUNNING,
    REGISTERING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** The states that may follow this one. */
    public Set<JobState> next() {
        return switch (this) {
            case QUEUED -> Set.of(RUNNING, REGISTERING, CANCELLING, CANCELLED, FAILED);
            case RUNNING -> Set.of(QUEUED, REGISTERING, CANCELLING, CANCELLED, FAILED);
            case CANCELLING -> Set.of(CANCELLED, REGISTERING, FAILED);
            case REGISTERING -> Set.of(SUCCEEDED, FAILED);
            case SUCCEEDED, FAILED, CANCELLED -> Set.of();
        };
    }

    /** Whether the job may go from here to {@code next}. */
    public boolean mayBecome(JobState next) {
        return next().contains(next);
    }

    /** Nothing follows. */
    public boolean terminal() {
        return next().isEmpty();
    }

    /** An outcome is known: a cancel is refused, and further outcomes change nothing. */
    public boolean decided() {
        return terminal() || this == REGISTERING;
    }

    /** As it stands in JSON and SQL. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state with this label.
     *
     * @throws IllegalArgumentException for an unknown one
     */
    public static JobState ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
