package io.easyml.schemas.catalogue;

import java.util.Locale;

/** What is predicted: a class, or a number. */
public enum Task {
    CLASSIFICATION,
    REGRESSION;

    /** As it stands in JSON and in events. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no task with this label */
    public static Task ofLabel(String label) {
        for (var task : values()) {
            if (task.label().equals(label)) {
                return task;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a task: classification or regression");
    }
}
