package io.easyml.gateway.web;

import io.easyml.schemas.catalogue.NearestName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in the words of JSON what is wrong with a body: which field, what stands there, what is right. */
final class UnreadableBody {

    private static final int LONGEST_VALUE = 60;

    private UnreadableBody() {}

    static ApiProblem problem(JacksonException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown -> unknownField(unknown);
            case InvalidFormatException wrong ->
                wrongValue(wrong, "is `" + shortened(String.valueOf(wrong.getValue())) + "`", wrong.getTargetType());
            case MismatchedInputException wrong ->
                wrongValue(wrong, "has a value of another kind", wrong.getTargetType());
            case StreamReadException broken ->
                ApiProblem.of(
                        HttpStatus.BAD_REQUEST,
                        "REQUEST_INVALID",
                        "The body is not JSON, line " + broken.getLocation().getLineNr() + ", column "
                                + broken.getLocation().getColumnNr() + ": " + broken.getOriginalMessage());
            default -> ApiProblem.of(HttpStatus.BAD_REQUEST, "REQUEST_INVALID", failure.getOriginalMessage());
        };
    }

    private static ApiProblem unknownField(UnrecognizedPropertyException unknown) {
        var known = unknown.getKnownPropertyIds() == null
                ? List.<String>of()
                : unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
        return ApiProblem.invalid(
                "REQUEST_INVALID",
                unknown.getPropertyName(),
                "`" + unknown.getPropertyName() + "` is not a field of this request"
                        + NearestName.question(known, unknown.getPropertyName()));
    }

    private static ApiProblem wrongValue(DatabindException wrong, String what, @Nullable Class<?> wanted) {
        var field = fieldName(wrong);
        if (field.isEmpty()) {
            return ApiProblem.of(HttpStatus.BAD_REQUEST, "REQUEST_INVALID", "The body must be " + kind(wanted) + ".");
        }
        return ApiProblem.invalid("REQUEST_INVALID", field, field + " " + what + "; it must be " + kind(wanted));
    }

    /** A Java type in the words of JSON. */
    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another kind";
        }
        if (type == UUID.class) {
            return "an id such as 01890a5d-ac96-774b-bcce-b302099a8057";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(String::valueOf)
                                    .toList());
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "a JSON object" : "of another kind";
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    private static String fieldName(DatabindException mapping) {
        var name = new StringBuilder();
        for (var reference : mapping.getPath()) {
            if (reference.getPropertyName() != null) {
                name.append(name.isEmpty() ? "" : ".").append(reference.getPropertyName());
            } else {
                name.append('[').append(reference.getIndex()).append(']');
            }
        }
        return name.toString();
    }
}
