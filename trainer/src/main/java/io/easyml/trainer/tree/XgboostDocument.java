package io.easyml.trainer.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Boosted trees as XGBoost's JSON (its "Introduction to Model IO"), which counts in single precision. What it does not need
 * to predict, gains and covers, is 0.
 *
 * @param featureIds XGBoost's number of each feature
 * @param outputIds XGBoost's number of each class; one number for a regression
 */
record XgboostDocument(BoostedTrees boosted, int[] featureIds, int[] outputIds) {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int[] VERSION = {3, 4, 0};
    private static final int NO_PARENT = Integer.MAX_VALUE;
    private static final int LEAF = -1;

    /** Tribuo reads classifications with a score for each class alone, also if there are two. */
    static String objective(int classes) {
        return classes == 0 ? "reg:squarederror" : "multi:softprob";
    }

    Booster booster() throws XGBoostError {
        try {
            return XGBoost.loadModel(new ByteArrayInputStream(MAPPER.writeValueAsBytes(model())));
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be read", impossible);
        }
    }

    private ObjectNode model() {
        var model = MAPPER.createObjectNode();
        Arrays.stream(VERSION).forEach(model.putArray("version")::add);
        var learner = model.putObject("learner");
        learner.putObject("attributes");
        learner.putArray("feature_names");
        learner.putArray("feature_types");
        int classes = boosted.labels().size();
        var shape = learner.putObject("learner_model_param");
        shape.put("base_score", Arrays.toString(start()).replace(" ", ""));
        shape.put("boost_from_average", "1");
        shape.put("num_class", String.valueOf(classes));
        shape.put("num_feature", String.valueOf(featureIds.length));
        shape.put("num_target", "1");
        var objective = learner.putObject("objective").put("name", objective(classes));
        if (classes == 0) {
            objective.putObject("reg_loss_param").put("scale_pos_weight", "1");
        } else {
            objective.putObject("softmax_multiclass_param").put("num_class", String.valueOf(classes));
        }
        trees(learner.putObject("gradient_booster").put("name", "gbtree").putObject("model"));
        return model;
    }

    /** Softmax of (0, x) is the logistic function of x. */
    private float[] start() {
        var start = new float[outputIds.length];
        var known = boosted.start();
        for (int output = 0; output < known.length; output++) {
            start[outputIds[classOf(output)]] = single(known[output]);
        }
        return start;
    }

    /** Of two classes only the second has trees. */
    private int classOf(int tree) {
        int outputs = boosted.start().length;
        return outputIds.length == 2 ? 1 : tree % outputs;
    }

    private void trees(ObjectNode model) {
        var trees = boosted.trees();
        model.putObject("gbtree_model_param")
                .put("num_parallel_tree", "1")
                .put("num_trees", String.valueOf(trees.length));
        int outputs = boosted.start().length;
        var starts = model.putArray("iteration_indptr");
        IntStream.rangeClosed(0, boosted.rounds()).forEach(round -> starts.add(round * outputs));
        var categories = model.putObject("cats");
        categories.putArray("enc");
        categories.putArray("feature_segments");
        categories.putArray("sorted_idx");
        var classes = model.putArray("tree_info");
        var documents = model.putArray("trees");
        for (int tree = 0; tree < trees.length; tree++) {
            classes.add(outputIds[classOf(tree)]);
            new Nodes(trees[tree]).write(tree, documents.addObject());
        }
    }

    private static float single(double number) {
        float single = (float) number;
        if (Float.isInfinite(single)) {
            throw new IllegalStateException("the model holds the number " + number
                    + ", which is beyond the single precision that XGBoost and so Tribuo keep");
        }
        return single;
    }

    /** The nodes of a tree as arrays side by side. XGBoost expects a right child next to its left one. */
    private final class Nodes {
        private final FlatTree tree;
        private final int[] left;
        private final int[] right;
        private final float[] conditions;
        private final int[] features;
        private final int[] missingLeft;
        private final int[] parents;
        private int size = 1;

        Nodes(FlatTree tree) {
            this.tree = tree;
            this.left = new int[tree.nodes()];
            this.right = new int[tree.nodes()];
            this.conditions = new float[tree.nodes()];
            this.features = new int[tree.nodes()];
            this.missingLeft = new int[tree.nodes()];
            this.parents = new int[tree.nodes()];
            put(0, tree.root(), NO_PARENT);
        }

        private void put(int at, int node, int parent) {
            parents[at] = parent;
            if (node < 0) {
                left[at] = LEAF;
                right[at] = LEAF;
                conditions[at] = single(boosted.leaves()[~node]);
                return;
            }
            int split = tree.splits()[node];
            features[at] = featureIds[FlatTree.feature(split)];
            conditions[at] = condition(split);
            missingLeft[at] = FlatTree.missingLeft(split) ? 1 : 0;
            left[at] = size++;
            right[at] = size++;
            put(left[at], tree.children()[2 * node], at);
            put(right[at], tree.children()[2 * node + 1], at);
        }

        void write(int id, ObjectNode document) {
            document.put("id", id);
            Arrays.stream(left).forEach(document.putArray("left_children")::add);
            Arrays.stream(right).forEach(document.putArray("right_children")::add);
            Arrays.stream(features).forEach(document.putArray("split_indices")::add);
            Arrays.stream(missingLeft).forEach(document.putArray("default_left")::add);
            Arrays.stream(parents).forEach(document.putArray("parents")::add);
            var numbers = document.putArray("split_conditions");
            for (float condition : conditions) {
                numbers.add(condition);
            }
            for (var unused : new String[] {"base_weights", "loss_changes", "sum_hessian"}) {
                var zeros = document.putArray(unused);
                IntStream.range(0, size).forEach(node -> zeros.add(0f));
            }
            var numeric = document.putArray("split_type");
            IntStream.range(0, size).forEach(node -> numeric.add(0));
            for (var none :
                    new String[] {"categories", "categories_nodes", "categories_segments", "categories_sizes"}) {
                document.putArray(none);
            }
            document.putObject("tree_param")
                    .put("num_deleted", "0")
                    .put("num_feature", String.valueOf(featureIds.length))
                    .put("num_nodes", String.valueOf(size))
                    .put("size_leaf_vector", "1");
        }

        /** XGBoost sends left what is below, we what is not above. */
        private float condition(int split) {
            var thresholds = boosted.features()[FlatTree.feature(split)].thresholds();
            int bin = FlatTree.bin(split);
            if (bin == thresholds.length) {
                // the last bin has no end: every number is left of it
                return Float.MAX_VALUE;
            }
            float condition = (float) thresholds[bin];
            return condition > thresholds[bin] ? condition : Math.nextUp(condition);
        }
    }
}
