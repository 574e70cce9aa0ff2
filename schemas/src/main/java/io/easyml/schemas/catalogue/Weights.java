package io.easyml.schemas.catalogue;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Numbers above 0 by name, such as those of a {@code class_weight}. */
public record Weights(SortedMap<String, Double> byName) {

    /** From an object, or from its JSON as text; empty if it is none, or has another value than a number above 0. */
    public static Optional<Weights> of(@Nullable Object value) {
        if (value instanceof String text) {
            return text.startsWith("{") ? ofText(text) : Optional.empty();
        }
        if (!(value instanceof Map<?, ?> object) || object.isEmpty()) {
            return Optional.empty();
        }
        var byName = new TreeMap<String, Double>();
        for (var entry : object.entrySet()) {
            double weight = entry.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!(weight > 0) || weight > Float.MAX_VALUE) {
                return Optional.empty();
            }
            byName.put(String.valueOf(entry.getKey()), weight);
        }
        return Optional.of(new Weights(byName));
    }

    private static Optional<Weights> ofText(String text) {
        try {
            return of(JsonMapper.shared().readValue(text, Map.class));
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }

    /** As JSON, in the order of the names: the same weights are the same text. */
    public String text() {
        return JsonMapper.shared().writeValueAsString(byName);
    }
}
