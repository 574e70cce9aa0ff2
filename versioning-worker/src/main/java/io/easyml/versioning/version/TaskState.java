package io.easyml.versioning.version;

import java.util.Locale;

/** How far a version is; each step is repeatable, so a task goes on from wherever its worker was stopped. */
enum TaskState {
    /** Stored in the work list. */
    RECEIVED,
    /** Has its number and tag; Git has not seen it. */
    NUMBERED,
    /** Data on the DVC remote, commit and tag on the Git origin. */
    PUSHED,
    /** Its row is there. */
    RECORDED,
    /** Kafka has the event. */
    ANNOUNCED,
    /** Bad input; said once. */
    FAILED;

    boolean open() {
        return this != ANNOUNCED && this != FAILED;
    }

    /** As it stands in SQL. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskState ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
