package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * A tree as flat arrays of its splits. A child is the number of a split, or {@code ~v} for a leaf with value number v. A
 * parent has a smaller number than its children.
 */
final class GrownTree {

    private final LeafValues leaves;
    private final double[] gains;
    private int[] splits = new int[64];
    private int[] children = new int[128];
    private int size;
    private int root = ~0;

    GrownTree(int width, int features) {
        this.leaves = new LeafValues(width);
        this.gains = new double[features];
    }

    /** A split as one number: the feature, the last bin that goes left, and whether missing values go left. */
    static int split(int feature, int bin, boolean missingLeft) {
        return feature << 9 | bin << 1 | (missingLeft ? 1 : 0);
    }

    int addSplit(int feature, int bin, boolean missingLeft, double gain) {
        if (size == splits.length) {
            splits = Arrays.copyOf(splits, size * 2);
            children = Arrays.copyOf(children, size * 4);
        }
        splits[size] = split(feature, bin, missingLeft);
        gains[feature] += gain;
        return size++;
    }

    void setChildren(int split, int left, int right) {
        children[2 * split] = left;
        children[2 * split + 1] = right;
    }

    void setChild(int split, boolean left, int child) {
        children[2 * split + (left ? 0 : 1)] = child;
    }

    void setRoot(int node) {
        root = node;
    }

    LeafValues leaves() {
        return leaves;
    }

    /** The decrease of the impurity by each feature, of all 1 if there was any (Breiman 1984). */
    double[] shareOfGain() {
        double sum = Arrays.stream(gains).sum();
        return sum > 0 ? Arrays.stream(gains).map(gain -> gain / sum).toArray() : gains.clone();
    }

    /** The tree with the leaf numbers of the whole ensemble. */
    FlatTree flat(LeafValues shared) {
        var values = leaves.array();
        var number = new int[leaves.size()];
        for (int leaf = 0; leaf < number.length; leaf++) {
            number[leaf] = shared.add(values, leaf * leaves.width());
        }
        var nodes = Arrays.copyOf(children, 2 * size);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = nodes[i] < 0 ? ~number[~nodes[i]] : nodes[i];
        }
        return new FlatTree(root < 0 ? ~number[~root] : root, Arrays.copyOf(splits, size), nodes);
    }
}
