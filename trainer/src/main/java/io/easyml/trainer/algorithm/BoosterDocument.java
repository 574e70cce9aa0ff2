package io.easyml.trainer.algorithm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A booster as XGBoost's JSON, to look into it and to change what XGBoost4J cannot. */
final class BoosterDocument {

    private static final int LEAF = -1;
    private static final double LEAST_SHARE = 1e-6;
    private static final double[] NONE = {};

    /** XGBoost writes numbers beyond the range of a float as JSON does not allow, and reads them so. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private final ObjectNode model;

    BoosterDocument(Booster booster) throws XGBoostError {
        this.model = (ObjectNode) MAPPER.readTree(booster.toByteArray("json"));
    }

    private ObjectNode learner() {
        return (ObjectNode) model.required("learner");
    }

    private ObjectNode trees() {
        return (ObjectNode) learner().required("gradient_booster").required("model");
    }

    /** Leaves the trees of the first rounds alone. */
    void keepRounds(int rounds) {
        var trees = trees();
        var starts = (ArrayNode) trees.required("iteration_indptr");
        int kept = starts.get(rounds).intValue();
        cut(starts, rounds + 1);
        cut((ArrayNode) trees.required("trees"), kept);
        cut((ArrayNode) trees.required("tree_info"), kept);
        ((ObjectNode) trees.required("gbtree_model_param")).put("num_trees", String.valueOf(kept));
    }

    private static void cut(ArrayNode array, int size) {
        while (array.size() > size) {
            array.remove(array.size() - 1);
        }
    }

    /**
     * Two classes need one tree a round, which gives the logit of the second; Tribuo reads models with a score per class.
     * The trees of the one become the second class's of the other, and the first class keeps the score 0: softmax of
     * (0, x) is the logistic function of x. What all rows begin from goes into the leaves of the first tree.
     */
    void giveEachClassAScore() {
        var shape = (ObjectNode) learner().required("learner_model_param");
        // an array of one number, as text
        var base = MAPPER.readTree(shape.required("base_score").stringValue());
        addToLeaves(trees().required("trees").get(0), logit(base.required(0).doubleValue()));
        shape.put("base_score", "[0,0]").put("num_class", "2");
        var objective = MAPPER.createObjectNode();
        objective.put("name", "multi:softprob");
        objective.putObject("softmax_multiclass_param").put("num_class", "2");
        learner().set("objective", objective);
        int count = trees().required("tree_info").size();
        var classes = trees().putArray("tree_info");
        IntStream.range(0, count).forEach(tree -> classes.add(1));
    }

    /** Bounded as XGBoost does, for training rows that are all of one class. */
    private static double logit(double share) {
        double bounded = Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE);
        return Math.log(bounded / (1 - bounded));
    }

    private static void addToLeaves(JsonNode tree, double margin) {
        var children = tree.required("left_children");
        // of a leaf, this is its value
        var values = (ArrayNode) tree.required("split_conditions");
        for (int node = 0; node < children.size(); node++) {
            if (children.get(node).intValue() == LEAF) {
                values.set(node, (float) (values.get(node).doubleValue() + margin));
            }
        }
    }

    /** A booster from what {@link #bytes} gives. */
    static Booster booster(byte[] json) throws XGBoostError {
        try {
            return XGBoost.loadModel(new ByteArrayInputStream(json));
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be read", impossible);
        }
    }

    byte[] bytes() {
        return MAPPER.writeValueAsBytes(model);
    }

    /**
     * By how much the splits by each feature lessen the loss, of all trees together: XGBoost's {@code total_gain}. Read as
     * a stream, since a large model's numbers as objects would take many times its memory.
     *
     * @param json a booster as XGBoost writes it
     */
    static double[] gains(byte[] json, int features) {
        var gains = new double[features];
        try (var parser = MAPPER.createParser(json)) {
            var left = NONE;
            var by = NONE;
            var gained = NONE;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
                    switch (parser.currentName()) {
                        case "left_children" -> left = numbers(parser);
                        case "split_indices" -> by = numbers(parser);
                        case "loss_changes" -> gained = numbers(parser);
                        default -> {
                            continue;
                        }
                    }
                    if (left.length > 0 && by.length > 0 && gained.length > 0) {
                        add(gains, left, by, gained);
                        left = NONE;
                        by = NONE;
                        gained = NONE;
                    }
                }
            }
        }
        return gains;
    }

    private static void add(double[] gains, double[] left, double[] by, double[] gained) {
        for (int node = 0; node < left.length; node++) {
            if (left[node] != LEAF && !Double.isNaN(gained[node])) {
                // beyond the range of a float, a gain is infinite
                gains[(int) by[node]] += Math.min(gained[node], Float.MAX_VALUE);
            }
        }
    }

    private static double[] numbers(JsonParser parser) {
        parser.nextToken();
        var numbers = new double[64];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = parser.getDoubleValue();
        }
        return Arrays.copyOf(numbers, size);
    }
}
