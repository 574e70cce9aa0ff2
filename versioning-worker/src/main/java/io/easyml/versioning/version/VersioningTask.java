package io.easyml.versioning.version;

import io.easyml.versioning.dvc.StoredVersion;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the work list.
 *
 * @param id also the id of the event that asked for it, from which the ids of what follows are made
 * @param version null until numbered
 * @param tag null until numbered
 * @param stored null until pushed
 */
record VersioningTask(
        UUID id,
        Subject subject,
        TaskState state,
        int tries,
        @Nullable Integer version,
        @Nullable String tag,
        @Nullable StoredVersion stored,
        @Nullable String traceparent) {

    int number() {
        if (version == null) {
            throw new IllegalStateException("task " + id + " has no number in state " + state);
        }
        return version;
    }

    String tagName() {
        if (tag == null) {
            throw new IllegalStateException("task " + id + " has no tag in state " + state);
        }
        return tag;
    }

    StoredVersion storedVersion() {
        if (stored == null) {
            throw new IllegalStateException("task " + id + " is not stored in state " + state);
        }
        return stored;
    }

    VersioningTask numbered(int number, String newTag) {
        return new VersioningTask(id, subject, TaskState.NUMBERED, 0, number, newTag, null, traceparent);
    }

    VersioningTask pushed(StoredVersion done) {
        return new VersioningTask(id, subject, TaskState.PUSHED, 0, version, tag, done, traceparent);
    }

    VersioningTask in(TaskState next) {
        return new VersioningTask(id, subject, next, 0, version, tag, stored, traceparent);
    }
}
