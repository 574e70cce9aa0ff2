package io.easyml.trainer.algorithm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.regression.Regressor;

/** Makes Tribuo's nodes of grown trees. Equal leaves are one object: a forest has many. */
final class NodeConversion<T extends Output<T>> {

    private interface LeafFactory<T extends Output<T>> {
        LeafNode<T> leaf(double impurity, double[] values);
    }

    private final int[] featureIds;
    private final LeafFactory<T> leaves;

    private NodeConversion(List<String> names, ImmutableFeatureMap features, LeafFactory<T> leaves) {
        this.featureIds = names.stream().mapToInt(features::getID).toArray();
        this.leaves = leaves;
    }

    static NodeConversion<Label> ofClasses(List<String> names, ImmutableFeatureMap features, List<String> labels) {
        var shared = new HashMap<List<Double>, LeafNode<Label>>();
        return new NodeConversion<>(names, features, (impurity, shares) -> {
            var key = Arrays.stream(shares).boxed().toList();
            return shared.computeIfAbsent(key, unknown -> {
                Map<String, Label> scores = new LinkedHashMap<>();
                int best = 0;
                for (int code = 0; code < shares.length; code++) {
                    scores.put(labels.get(code), new Label(labels.get(code), shares[code]));
                    best = shares[code] > shares[best] ? code : best;
                }
                return new LeafNode<>(impurity, new Label(labels.get(best), shares[best]), scores, true);
            });
        });
    }

    static NodeConversion<Regressor> ofValues(List<String> names, ImmutableFeatureMap features) {
        return new NodeConversion<>(
                names,
                features,
                (impurity, values) ->
                        new LeafNode<>(impurity, new Regressor(TrainingData.DIMENSION, values[0]), Map.of(), false));
    }

    int features() {
        return featureIds.length;
    }

    /** Children have higher numbers than their parent, so going backwards meets them first. */
    Node<T> convert(GrownTree tree) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
        Node<T>[] nodes = new Node[tree.size()];
        for (int node = tree.size() - 1; node >= 0; node--) {
            nodes[node] = tree.isLeaf(node)
                    ? leaves.leaf(tree.impurity(node), tree.leafValues(node))
                    : new SplitNode<>(
                            tree.threshold(node),
                            featureIds[tree.feature(node)],
                            tree.impurity(node),
                            nodes[tree.right(node)],
                            nodes[tree.left(node)]);
        }
        return nodes[0];
    }
}
