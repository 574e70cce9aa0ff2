package io.easyml.schemas.catalogue;

import io.easyml.schemas.failure.FailureCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An algorithm as its users meet it.
 *
 * @param name the model type, for example {@code random_forest_classifier}
 * @param title a few words for a heading
 * @param summary what it does and when to use it
 * @param sampleWeight whether rows can have weights
 * @param hyperparameters in the order in which people should meet them
 * @param jsonSchema JSON Schema (draft 2020-12) of the hyperparameters object
 */
public record AlgorithmDescription(
        String name,
        Task task,
        String title,
        String summary,
        boolean sampleWeight,
        List<Hyperparameter> hyperparameters,
        JsonNode jsonSchema) {

    static AlgorithmDescription of(String name, JsonNode schema) {
        var hyperparameters = schema.required("properties").properties().stream()
                .map(property -> Hyperparameter.of(property.getKey(), property.getValue()))
                .toList();
        return new AlgorithmDescription(
                name,
                Task.ofLabel(schema.required("x-task").stringValue()),
                schema.required("title").stringValue(),
                schema.required("description").stringValue(),
                schema.path("x-sample-weight").booleanValue(false),
                hyperparameters,
                schema);
    }

    public Optional<Hyperparameter> hyperparameter(String wanted) {
        return hyperparameters.stream()
                .filter(parameter -> parameter.name().equals(wanted))
                .findFirst();
    }

    /** Everything that is wrong with these hyperparameters; empty if they can be used. */
    public List<HyperparameterProblem> check(Map<String, ? extends @Nullable Object> given) {
        var problems = new ArrayList<HyperparameterProblem>();
        given.forEach((field, value) -> hyperparameter(field)
                .ifPresentOrElse(
                        known -> known.problemWith(value)
                                .ifPresent(message -> problems.add(new HyperparameterProblem(
                                        field, value, message, FailureCode.HYPERPARAMETER_OUT_OF_RANGE))),
                        () -> problems.add(new HyperparameterProblem(
                                field, value, unknown(field), FailureCode.HYPERPARAMETER_UNKNOWN))));
        return List.copyOf(problems);
    }

    private String unknown(String field) {
        var names = hyperparameters.stream().map(Hyperparameter::name).toList();
        var message = "`" + field + "` is not a hyperparameter of " + name;
        return NearestName.among(names, field)
                .map(near -> message + "; did you mean `" + near + "`?")
                .orElseGet(() -> message + "; it has "
                        + names.stream().map(known -> "`" + known + "`").collect(Collectors.joining(", ")) + ".");
    }

    /**
     * All hyperparameters: the given ones and the defaults of the others, whole numbers as Long, numbers as Double.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem; the message is the first one's
     */
    public Map<String, Object> resolve(Map<String, ? extends @Nullable Object> given) {
        var problems = check(given);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.getFirst().message());
        }
        var resolved = new LinkedHashMap<String, Object>();
        for (var parameter : hyperparameters) {
            var value = parameter.normalised(given.get(parameter.name()));
            resolved.put(parameter.name(), value == null ? parameter.defaultValue() : value);
        }
        return resolved;
    }
}
