package io.easyml.schemas.catalogue;

import java.util.Locale;

/** What a model says of a row: a class, a number, the cluster it belongs to, or whether it is out of the ordinary. */
public enum Task {
    CLASSIFICATION,
    REGRESSION,
    CLUSTERING,
    ANOMALY_DETECTION;

    /** Whether there is a column to predict. Without one, a model is fitted to all rows. */
    public boolean hasTarget() {
        return switch (this) {
            case CLASSIFICATION, REGRESSION -> true;
            case CLUSTERING, ANOMALY_DETECTION -> false;
        };
    }

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
        throw new IllegalArgumentException(
                "'" + label + "' is not a task: classification, regression, clustering or anomaly_detection");
    }
}
