package io.easyml.trainer.tree;

import java.util.ArrayList;
import java.util.List;

/** A node of a tree that boosting grows. */
sealed interface BoostedNode {

    /** Its rows stand together, {@code from} to before {@code to}. */
    record Leaf(int from, int to) implements BoostedNode {}

    /**
     * @param packed as {@link FlatTree} has it
     * @param gain by how much it lessens the loss
     */
    record Split(int packed, double gain, BoostedNode left, BoostedNode right) implements BoostedNode {}

    /**
     * A tree that is done.
     *
     * @param gains by how much each split lessens the loss
     */
    record Grown(FlatTree tree, double[] gains) {}

    /** From left to right. */
    default List<Leaf> leaves() {
        var leaves = new ArrayList<Leaf>();
        collect(this, leaves);
        return leaves;
    }

    private static void collect(BoostedNode node, List<Leaf> leaves) {
        switch (node) {
            case Leaf leaf -> leaves.add(leaf);
            case Split split -> {
                collect(split.left, leaves);
                collect(split.right, leaves);
            }
        }
    }

    /** As flat arrays; leaves are numbered from left to right, the first with {@code firstLeaf}. */
    default Grown flat(int firstLeaf) {
        var flat = new Flat(leaves().size(), firstLeaf);
        return new Grown(new FlatTree(flat.add(this), flat.splits, flat.children), flat.gains);
    }

    /** Numbers splits and leaves in the order in which they stand. */
    final class Flat {
        private final int[] splits;
        private final int[] children;
        private final double[] gains;
        private int size;
        private int leaf;

        private Flat(int leaves, int firstLeaf) {
            this.splits = new int[leaves - 1];
            this.children = new int[2 * (leaves - 1)];
            this.gains = new double[leaves - 1];
            this.leaf = firstLeaf;
        }

        private int add(BoostedNode node) {
            return switch (node) {
                case Leaf end -> ~leaf++;
                case Split split -> {
                    int at = size++;
                    splits[at] = split.packed;
                    gains[at] = split.gain;
                    children[2 * at] = add(split.left);
                    children[2 * at + 1] = add(split.right);
                    yield at;
                }
            };
        }
    }
}
