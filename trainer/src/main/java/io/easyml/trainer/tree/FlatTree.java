package io.easyml.trainer.tree;

/**
 * A tree.
 *
 * @param root number of a split, or {@code ~v} for a tree that is one leaf with value number v
 * @param splits of each split {@code feature << 9 | bin << 1 | missingLeft}: rows up to the bin go left
 * @param children left and right of each split, numbered as the root is; a child's number is above its parent's
 */
record FlatTree(int root, int[] splits, int[] children) {

    int nodes() {
        return 2 * splits.length + 1;
    }

    static int feature(int split) {
        return split >>> 9;
    }

    static int bin(int split) {
        return split >>> 1 & 0xff;
    }

    static boolean missingLeft(int split) {
        return (split & 1) == 1;
    }

    /** The number of the value that a row comes to, whose bins stand from {@code at} on. */
    int leaf(byte[] bins, int at) {
        int node = root;
        while (node >= 0) {
            int split = splits[node];
            int offset = split & 1;
            int bin = bins[at + (split >>> 9)] + offset & 0xff;
            node = children[2 * node + ((split >>> 1 & 0xff) + offset - bin >>> 31)];
        }
        return ~node;
    }
}
