package io.easyml.versioning.version;

import java.util.Locale;

/** What a version is of. */
enum TaskKind {
    DATASET,
    MODEL;

    /** As it stands in SQL. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The folder in the repository. */
    String folder() {
        return label() + "s";
    }
}
