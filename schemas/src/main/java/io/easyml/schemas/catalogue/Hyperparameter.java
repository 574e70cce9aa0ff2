package io.easyml.schemas.catalogue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One hyperparameter of an algorithm.
 *
 * @param defaultValue a Long, Double, Boolean or String, by type
 * @param lower the smallest value, null without a limit
 * @param lowerExcluded whether {@code lower} itself is not allowed
 * @param upper the largest value, null without a limit
 * @param upperExcluded whether {@code upper} itself is not allowed
 * @param choices the allowed strings, empty if any; of weights, the strings that stand for some
 */
public record Hyperparameter(
        String name,
        Type type,
        Object defaultValue,
        @Nullable BigDecimal lower,
        boolean lowerExcluded,
        @Nullable BigDecimal upper,
        boolean upperExcluded,
        List<String> choices,
        String description) {

    /** Types as JSON Schema names them. */
    public enum Type {
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        STRING("a text"),
        /** One of the choices, or an object of numbers above 0 by name. Kept as text, as which it travels. */
        WEIGHTS("an object of numbers above 0");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Hyperparameter of(String name, JsonNode schema) {
        var type = schema.has("anyOf")
                ? Type.WEIGHTS
                : Type.valueOf(schema.required("type").stringValue().toUpperCase(Locale.ROOT));
        var described = type == Type.WEIGHTS ? schema.at("/anyOf/0") : schema;
        var choices = described.path("enum").values().stream()
                .map(JsonNode::stringValue)
                .toList();
        boolean lowerExcluded = schema.has("exclusiveMinimum");
        boolean upperExcluded = schema.has("exclusiveMaximum");
        var fallback = schema.required("default");
        Object defaultValue = switch (type) {
            case INTEGER -> fallback.longValue();
            case NUMBER -> fallback.doubleValue();
            case BOOLEAN -> fallback.booleanValue();
            case STRING, WEIGHTS -> fallback.stringValue();
        };
        return new Hyperparameter(
                name,
                type,
                defaultValue,
                limit(schema, lowerExcluded ? "exclusiveMinimum" : "minimum"),
                lowerExcluded,
                limit(schema, upperExcluded ? "exclusiveMaximum" : "maximum"),
                upperExcluded,
                choices,
                schema.required("description").stringValue());
    }

    private static @Nullable BigDecimal limit(JsonNode schema, String keyword) {
        return schema.has(keyword) ? schema.get(keyword).decimalValue() : null;
    }

    /** What is wrong with a value, if anything. */
    Optional<String> problemWith(@Nullable Object value) {
        if (normalised(value) != null) {
            return Optional.empty();
        }
        var given = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return Optional.of("`" + name + "` must be " + allowed() + ", but is " + given + ".");
    }

    /** The value as a Long, Double, Boolean or String, or null if it is not allowed. */
    @Nullable
    Object normalised(@Nullable Object value) {
        return switch (type) {
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case STRING -> value instanceof String text && (choices.isEmpty() || choices.contains(text)) ? text : null;
            case WEIGHTS ->
                value instanceof String text && choices.contains(text)
                        ? text
                        : Weights.of(value).map(Weights::text).orElse(null);
            case INTEGER -> {
                var number = number(value);
                yield number != null && inRange(number) && whole(number) ? (Object) number.longValue() : null;
            }
            case NUMBER -> {
                var number = number(value);
                yield number != null && inRange(number) ? (Object) number.doubleValue() : null;
            }
        };
    }

    private static boolean whole(BigDecimal number) {
        return number.signum() == 0
                || number.stripTrailingZeros().scale() <= 0 && number.precision() - number.scale() < 19;
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (!(value instanceof Number)
                || value instanceof Double d && !Double.isFinite(d)
                || value instanceof Float f && !Float.isFinite(f)) {
            return null;
        }
        return value instanceof BigDecimal exact ? exact : new BigDecimal(value.toString());
    }

    private boolean inRange(BigDecimal number) {
        return (lower == null || number.compareTo(lower) >= (lowerExcluded ? 1 : 0))
                && (upper == null || number.compareTo(upper) <= (upperExcluded ? -1 : 0));
    }

    private String allowed() {
        if (type == Type.WEIGHTS) {
            return "one of `" + String.join("`, `", choices) + "`, or " + type.words + " by class";
        }
        if (!choices.isEmpty()) {
            return choices.size() == 1
                    ? "`" + choices.getFirst() + "`"
                    : "one of `" + String.join("`, `", choices) + "`";
        }
        var words = new StringBuilder(type.words);
        if (lower != null) {
            words.append(lowerExcluded ? " above " : " of at least ").append(lower.toPlainString());
        }
        if (upper != null) {
            words.append(lower == null ? "" : " and")
                    .append(upperExcluded ? " below " : " at most ")
                    .append(upper.toPlainString());
        }
        return words.toString();
    }
}
