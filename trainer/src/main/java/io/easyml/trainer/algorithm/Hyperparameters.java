package io.easyml.trainer.algorithm;

import java.util.Map;
import java.util.Objects;

/** Resolved hyperparameters, by type: the catalogue has checked names, types and ranges. */
record Hyperparameters(Map<String, Object> values) {

    int whole(String name) {
        return Math.toIntExact((Long) value(name));
    }

    double number(String name) {
        return (Double) value(name);
    }

    String text(String name) {
        return (String) value(name);
    }

    boolean truth(String name) {
        return (Boolean) value(name);
    }

    /** Whether classes weigh the same, however many rows they have. */
    boolean balanced() {
        return "balanced".equals(values.get("class_weight"));
    }

    private Object value(String name) {
        return Objects.requireNonNull(values.get(name), () -> name + " is not a resolved hyperparameter");
    }
}
