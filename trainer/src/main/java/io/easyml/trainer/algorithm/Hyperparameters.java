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

    private Object value(String name) {
        return Objects.requireNonNull(values.get(name), () -> name + " is not a resolved hyperparameter");
    }
}
