package io.easyml.schemas.catalogue;

import io.easyml.schemas.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model can be judged: the settings, what they may be and which of them go together. Gateway and trainer check with
 * this, from the same JSON Schema.
 */
public final class EvaluationSettings {

    public static final String METHOD = "method";
    public static final String TEST_FRACTION = "test_fraction";
    public static final String FOLDS = "folds";
    public static final String VALIDATION_FILE_ID = "validation_file_id";
    public static final String STRATIFY = "stratify";
    public static final String GROUP_COLUMN = "group_column";
    public static final String TIME_COLUMN = "time_column";
    public static final String SAMPLE_WEIGHT_COLUMN = "sample_weight_column";
    public static final String BOOTSTRAP_SAMPLES = "bootstrap_samples";
    public static final String CONFIDENCE_LEVEL = "confidence_level";
    public static final String PERMUTATION_REPEATS = "permutation_repeats";

    public static final String HOLD_OUT = "hold_out";
    public static final String CROSS_VALIDATION = "cross_validation";
    public static final String VALIDATION_DATASET = "validation_dataset";

    /** The settings that name a column of the dataset. */
    public static final List<String> COLUMNS = List.of(GROUP_COLUMN, TIME_COLUMN, SAMPLE_WEIGHT_COLUMN);

    /** What each method alone uses. */
    private static final Map<String, Set<String>> OF_METHOD = Map.of(
            HOLD_OUT, Set.of(TEST_FRACTION, TIME_COLUMN),
            CROSS_VALIDATION, Set.of(FOLDS),
            VALIDATION_DATASET, Set.of(VALIDATION_FILE_ID));

    private final List<Hyperparameter> settings;
    private final JsonNode jsonSchema;

    private EvaluationSettings(List<Hyperparameter> settings, JsonNode jsonSchema) {
        this.settings = settings;
        this.jsonSchema = jsonSchema;
    }

    /** The settings as this version of EasyML has them. */
    public static EvaluationSettings load() {
        try (var resource = EvaluationSettings.class.getResourceAsStream("evaluation_settings.json")) {
            if (resource == null) {
                throw new IllegalStateException("The catalogue has no document evaluation_settings.json");
            }
            var schema = JsonMapper.shared().readTree(resource);
            var settings = schema.required("properties").properties().stream()
                    .map(property -> Hyperparameter.of(property.getKey(), property.getValue()))
                    .toList();
            return new EvaluationSettings(settings, schema);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** In the order in which people should meet them. */
    public List<Hyperparameter> all() {
        return settings;
    }

    /** JSON Schema (draft 2020-12) of the object. */
    public JsonNode jsonSchema() {
        return jsonSchema;
    }

    /** Everything that is wrong with these settings for this algorithm; empty if they can be used. */
    public List<HyperparameterProblem> check(
            Map<String, ? extends @Nullable Object> given, AlgorithmDescription algorithm) {
        var problems = new ArrayList<HyperparameterProblem>();
        var names = settings.stream().map(Hyperparameter::name).toList();
        given.forEach((name, value) -> settings.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .map(setting -> setting.problemWith(value))
                .orElseGet(() -> Optional.of("`" + name + "` is not a setting of the evaluation"
                        + NearestName.among(names, name)
                                .map(near -> "; did you mean `" + near + "`?")
                                .orElseGet(() -> "; there are `" + String.join("`, `", names) + "`.")))
                .ifPresent(message -> problems.add(problem(name, value, message))));
        if (problems.isEmpty()) {
            problems.addAll(
                    algorithm.task().hasTarget() ? together(given, algorithm) : withoutTarget(given, algorithm));
        }
        return List.copyOf(problems);
    }

    private static List<HyperparameterProblem> withoutTarget(
            Map<String, ? extends @Nullable Object> given, AlgorithmDescription algorithm) {
        return given.entrySet().stream()
                .map(setting -> problem(
                        setting.getKey(),
                        setting.getValue(),
                        "`" + setting.getKey() + "` has no meaning for " + algorithm.name()
                                + ", which has no column to predict and is fitted to all rows. Leave it out."))
                .toList();
    }

    private static List<HyperparameterProblem> together(
            Map<String, ? extends @Nullable Object> given, AlgorithmDescription algorithm) {
        var problems = new ArrayList<HyperparameterProblem>();
        var method = method(given);
        OF_METHOD.forEach((other, its) -> its.stream()
                .filter(name -> !other.equals(method) && isGiven(given, name))
                .forEach(name -> problems.add(problem(
                        name,
                        given.get(name),
                        "`" + name + "` belongs to the method `" + other + "`, but the method is `" + method
                                + "`. Leave one of them out."))));
        if (method.equals(VALIDATION_DATASET) && !isGiven(given, VALIDATION_FILE_ID)) {
            problems.add(problem(
                    VALIDATION_FILE_ID,
                    null,
                    "`validation_file_id` is missing: the method `validation_dataset` takes the dataset to judge on."));
        }
        for (var splitting : List.of(GROUP_COLUMN, TIME_COLUMN)) {
            if (isGiven(given, splitting) && method.equals(VALIDATION_DATASET)) {
                problems.add(problem(
                        splitting,
                        given.get(splitting),
                        "`" + splitting + "` says how rows are split, but with a validation dataset none are. Leave it"
                                + " out."));
            }
        }
        if (isGiven(given, GROUP_COLUMN) && isGiven(given, TIME_COLUMN)) {
            problems.add(problem(
                    TIME_COLUMN,
                    given.get(TIME_COLUMN),
                    "`time_column` and `group_column` cannot be used together. Leave one of them out."));
        }
        if (isGiven(given, SAMPLE_WEIGHT_COLUMN) && !algorithm.sampleWeight()) {
            problems.add(problem(
                    SAMPLE_WEIGHT_COLUMN,
                    given.get(SAMPLE_WEIGHT_COLUMN),
                    "`sample_weight_column` cannot be used with " + algorithm.name()
                            + ", which takes all rows as equal. Leave it out, or choose another algorithm."));
        }
        return problems;
    }

    private static boolean isGiven(Map<String, ? extends @Nullable Object> given, String name) {
        var value = given.get(name);
        return value != null && !value.equals("");
    }

    private static String method(Map<String, ? extends @Nullable Object> given) {
        if (given.get(METHOD) instanceof String method) {
            return method;
        }
        if (isGiven(given, VALIDATION_FILE_ID)) {
            return VALIDATION_DATASET;
        }
        return isGiven(given, FOLDS) ? CROSS_VALIDATION : HOLD_OUT;
    }

    /**
     * All settings that have a meaning for the task and the method: the given ones and the defaults of the others. Nothing
     * for a task without a target.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem; the message is the first one's
     */
    public Map<String, Object> resolve(Map<String, ? extends @Nullable Object> given, AlgorithmDescription algorithm) {
        var problems = check(given, algorithm);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.getFirst().message());
        }
        var resolved = new LinkedHashMap<String, Object>();
        if (!algorithm.task().hasTarget()) {
            return resolved;
        }
        var method = method(given);
        for (var setting : settings) {
            var value = setting.normalised(given.get(setting.name()));
            boolean otherMethods = OF_METHOD.entrySet().stream()
                    .anyMatch(other ->
                            !other.getKey().equals(method) && other.getValue().contains(setting.name()));
            boolean classesOnly = setting.name().equals(STRATIFY) && algorithm.task() != Task.CLASSIFICATION;
            Object known = value == null ? setting.defaultValue() : value;
            if (!otherMethods && !classesOnly && !known.equals("")) {
                resolved.put(setting.name(), known);
            }
        }
        resolved.put(METHOD, method);
        return resolved;
    }

    private static HyperparameterProblem problem(String name, @Nullable Object value, String message) {
        return new HyperparameterProblem(name, value, message, FailureCode.EVALUATION_INVALID);
    }
}
