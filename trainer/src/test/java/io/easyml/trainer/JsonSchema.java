package io.easyml.trainer;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as evaluation.schema.json uses. A keyword that is not known here is an error of the test. */
final class JsonSchema {

    private static final List<String> NOTES = List.of("$schema", "$id", "title", "description");

    private JsonSchema() {}

    /** What is wrong with a document, by the place in it. */
    static List<String> problems(JsonNode schema, JsonNode document) {
        var problems = new ArrayList<String>();
        check(schema, document, "", problems);
        return problems;
    }

    private static void check(JsonNode schema, JsonNode value, String place, List<String> problems) {
        schema.properties().forEach(keyword -> {
            var rule = keyword.getValue();
            switch (keyword.getKey()) {
                case "type" -> {
                    if (!isOfType(rule, value)) {
                        problems.add(place + " is no " + rule + ": " + value);
                    }
                }
                case "enum" -> {
                    if (!rule.values().contains(value)) {
                        problems.add(place + " is none of " + rule + ": " + value);
                    }
                }
                case "minimum" -> {
                    if (value.isNumber() && value.doubleValue() < rule.doubleValue()) {
                        problems.add(place + " is below " + rule);
                    }
                }
                case "items" -> {
                    for (int i = 0; i < value.size(); i++) {
                        check(rule, value.get(i), place + "/" + i, problems);
                    }
                }
                case "properties" ->
                    rule.properties().forEach(property -> {
                        if (value.has(property.getKey())) {
                            check(
                                    property.getValue(),
                                    value.get(property.getKey()),
                                    place + "/" + property.getKey(),
                                    problems);
                        }
                    });
                case "required" ->
                    rule.values().forEach(name -> {
                        if (!value.has(name.stringValue())) {
                            problems.add(place + " lacks " + name);
                        }
                    });
                case "additionalProperties" ->
                    value.properties().stream()
                            .filter(property -> !schema.path("properties").has(property.getKey()))
                            .forEach(property -> {
                                if (rule.isBoolean()) {
                                    problems.add(place + " has " + property.getKey() + ", which is not described");
                                } else {
                                    check(rule, property.getValue(), place + "/" + property.getKey(), problems);
                                }
                            });
                case "anyOf" -> {
                    if (rule.values().stream()
                            .noneMatch(one -> problems(one, value).isEmpty())) {
                        problems.add(place + " fits none of its forms: "
                                + rule.values().stream()
                                        .map(one -> problems(one, value))
                                        .toList());
                    }
                }
                default -> {
                    if (!NOTES.contains(keyword.getKey())) {
                        throw new IllegalArgumentException(keyword.getKey() + " is not checked here");
                    }
                }
            }
        });
    }

    private static boolean isOfType(JsonNode rule, JsonNode value) {
        if (rule.isArray()) {
            return rule.values().stream().anyMatch(one -> isOfType(one, value));
        }
        return switch (rule.stringValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "number" -> value.isNumber() && Double.isFinite(value.doubleValue());
            case "integer" -> value.isIntegralNumber();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException(rule + " is not checked here");
        };
    }
}
