package io.easyml.trainer.algorithm;

import java.util.Arrays;

/**
 * A tree as flat arrays. A node with feature −1 is a leaf; otherwise rows with a value up to the threshold go left.
 * Leaves hold one value (the mean), or the share of each class.
 */
final class GrownTree {

    static final int LEAF = -1;

    private final int width;
    private int[] feature = new int[64];
    private double[] threshold = new double[64];
    private int[] left = new int[64];
    private int[] right = new int[64];
    private double[] impurity = new double[64];
    private int[] leaf = new int[64];
    private double[] leaves;
    private int size;
    private int leafCount;

    /** @param width numbers per leaf */
    GrownTree(int width) {
        this.width = width;
        this.leaves = new double[64 * width];
    }

    int addNode(double nodeImpurity) {
        if (size == feature.length) {
            int more = size * 2;
            feature = Arrays.copyOf(feature, more);
            threshold = Arrays.copyOf(threshold, more);
            left = Arrays.copyOf(left, more);
            right = Arrays.copyOf(right, more);
            impurity = Arrays.copyOf(impurity, more);
            leaf = Arrays.copyOf(leaf, more);
        }
        impurity[size] = nodeImpurity;
        return size++;
    }

    void makeSplit(int node, int splitFeature, double splitThreshold) {
        feature[node] = splitFeature;
        threshold[node] = splitThreshold;
    }

    void setChildren(int node, int leftChild, int rightChild) {
        left[node] = leftChild;
        right[node] = rightChild;
    }

    void makeLeaf(int node, double[] values) {
        feature[node] = LEAF;
        if ((leafCount + 1) * width > leaves.length) {
            leaves = Arrays.copyOf(leaves, leaves.length * 2);
        }
        System.arraycopy(values, 0, leaves, leafCount * width, width);
        leaf[node] = leafCount++;
    }

    int size() {
        return size;
    }

    boolean isLeaf(int node) {
        return feature[node] == LEAF;
    }

    int feature(int node) {
        return feature[node];
    }

    double threshold(int node) {
        return threshold[node];
    }

    int left(int node) {
        return left[node];
    }

    int right(int node) {
        return right[node];
    }

    double impurity(int node) {
        return impurity[node];
    }

    double[] leafValues(int node) {
        return Arrays.copyOfRange(leaves, leaf[node] * width, (leaf[node] + 1) * width);
    }
}
