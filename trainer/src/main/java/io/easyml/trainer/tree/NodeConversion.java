package io.easyml.trainer.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.regression.Regressor;

/** Makes Tribuo's nodes of flat trees. Equal leaves are one object: a forest has many. */
final class NodeConversion<T extends Output<T>> {

    private interface LeafFactory<T extends Output<T>> {
        LeafNode<T> leaf(int value);
    }

    private final TribuoFeatures features;
    private final LeafFactory<T> factory;
    private final @Nullable LeafNode<T>[] leaves;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
    private NodeConversion(TribuoFeatures features, int leaves, LeafFactory<T> factory) {
        this.features = features;
        this.factory = factory;
        this.leaves = new LeafNode[leaves];
    }

    static NodeConversion<Label> ofClasses(TribuoFeatures features, double[] leaves, List<String> labels) {
        int classes = labels.size();
        return new NodeConversion<>(features, leaves.length / classes, value -> {
            Map<String, Label> scores = new LinkedHashMap<>();
            int best = 0;
            for (int code = 0; code < classes; code++) {
                double share = leaves[value * classes + code];
                scores.put(labels.get(code), new Label(labels.get(code), share));
                best = share > leaves[value * classes + best] ? code : best;
            }
            var likeliest = new Label(labels.get(best), leaves[value * classes + best]);
            return new LeafNode<>(0, likeliest, scores, true);
        });
    }

    static NodeConversion<Regressor> ofValues(TribuoFeatures features, double[] leaves) {
        return new NodeConversion<>(
                features,
                leaves.length,
                value -> new LeafNode<>(0, new Regressor(TribuoView.DIMENSION, leaves[value]), Map.of(), false));
    }

    private Node<T> leaf(int value) {
        var known = leaves[value];
        if (known == null) {
            known = factory.leaf(value);
            leaves[value] = known;
        }
        return known;
    }

    /** Children have higher numbers than their parent, so going backwards meets them first. */
    Node<T> convert(FlatTree tree) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
        Node<T>[] nodes = new Node[tree.splits().length];
        for (int node = nodes.length - 1; node >= 0; node--) {
            int split = tree.splits()[node];
            int left = tree.children()[2 * node];
            int right = tree.children()[2 * node + 1];
            nodes[node] = new SplitNode<>(
                    features.threshold(split),
                    features.id(split),
                    0,
                    right < 0 ? leaf(~right) : nodes[right],
                    left < 0 ? leaf(~left) : nodes[left]);
        }
        return tree.root() < 0 ? leaf(~tree.root()) : nodes[tree.root()];
    }
}
