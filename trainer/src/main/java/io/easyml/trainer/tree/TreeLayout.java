package io.easyml.trainer.tree;

import io.easyml.trainer.tree.TreesFile.DamagedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A tree in a file: its nodes depth first, left before right, so that children need no numbers. One array after the other:
 * feature of each node (0 for a leaf), bins of the splits, directions of missing values, values of the leaves.
 *
 * @param leafValues how many there are to refer to
 * @param inOrder whether each leaf has a value of its own, and they are numbered in the order in which they stand, from tree
 *     to tree; such leaves need no numbers
 */
record TreeLayout(FeatureBins[] features, int leafValues, boolean inOrder) {

    private static final int MOST_SPLITS = 1 << 27;

    static TreeLayout shared(FeatureBins[] features, int leafValues) {
        return new TreeLayout(features, leafValues, false);
    }

    static TreeLayout inOrder(FeatureBins[] features, int leafValues) {
        return new TreeLayout(features, leafValues, true);
    }

    /** How many bytes it takes to tell so many things apart. */
    private static int bytesFor(int things) {
        return things <= 1 << 8 ? 1 : things <= 1 << 16 ? 2 : things <= 1 << 24 ? 3 : 4;
    }

    void write(FlatTree tree, DataOutputStream out) throws IOException {
        int splits = tree.splits().length;
        var marks = new int[2 * splits + 1];
        var bins = new byte[splits];
        var missing = new byte[(splits + 7) / 8];
        var leaves = new int[splits + 1];
        int nodes = 0;
        int inner = 0;
        int outer = 0;
        var stack = new int[64];
        int depth = 0;
        stack[depth++] = tree.root();
        while (depth > 0) {
            int node = stack[--depth];
            if (node < 0) {
                marks[nodes++] = 0;
                leaves[outer++] = ~node;
                continue;
            }
            int split = tree.splits()[node];
            marks[nodes++] = FlatTree.feature(split) + 1;
            bins[inner] = (byte) FlatTree.bin(split);
            if (FlatTree.missingLeft(split)) {
                missing[inner >> 3] |= (byte) (1 << (inner & 7));
            }
            inner++;
            if (depth + 2 > stack.length) {
                stack = Arrays.copyOf(stack, stack.length * 2);
            }
            stack[depth++] = tree.children()[2 * node + 1];
            stack[depth++] = tree.children()[2 * node];
        }
        out.writeInt(splits);
        writePlanes(marks, bytesFor(features.length + 1), out);
        out.write(bins);
        out.write(missing);
        if (!inOrder) {
            writePlanes(leaves, bytesFor(leafValues), out);
        }
    }

    /** How many trees there are, and the trees. */
    FlatTree[] readAll(DataInputStream in) throws IOException {
        var trees = new ArrayList<FlatTree>();
        int count = HeaderParts.count(in, 1, HeaderParts.MOST_TREES, "trees");
        int leavesBefore = 0;
        for (int tree = 0; tree < count; tree++) {
            trees.add(read(in, leavesBefore));
            leavesBefore += trees.getLast().splits().length + 1;
        }
        if (inOrder && leavesBefore != leafValues) {
            throw new DamagedFile("its " + leavesBefore + " leaves have " + leafValues + " values");
        }
        return trees.toArray(FlatTree[]::new);
    }

    private FlatTree read(DataInputStream in, int leavesBefore) throws IOException {
        int splits = HeaderParts.count(in, 0, MOST_SPLITS, "splits in a tree");
        var marks = readPlanes(in, 2 * splits + 1, bytesFor(features.length + 1));
        var bins = HeaderParts.bytes(in, splits);
        var missing = HeaderParts.bytes(in, (splits + 7) / 8);
        if (inOrder && leavesBefore + splits >= leafValues) {
            throw new DamagedFile("it has more leaves than the " + leafValues + " values of leaves");
        }
        var leaves = inOrder
                ? IntStream.rangeClosed(leavesBefore, leavesBefore + splits).toArray()
                : readPlanes(in, splits + 1, bytesFor(leafValues));
        for (int leaf : leaves) {
            if (leaf < 0 || leaf >= leafValues) {
                throw new DamagedFile("a leaf has value number " + leaf + " of " + leafValues);
            }
        }
        var packed = new int[splits];
        var children = new int[2 * splits];
        // places that wait for a node: an index of children, or −1 for the root
        var stack = new int[64];
        int depth = 0;
        stack[depth++] = -1;
        int root = 0;
        int inner = 0;
        int outer = 0;
        for (int mark : marks) {
            if (depth == 0
                    || mark < 0
                    || mark > features.length
                    || mark > 0 && inner == splits
                    || mark == 0 && outer > splits) {
                throw new DamagedFile("its nodes make no tree");
            }
            int place = stack[--depth];
            int node;
            if (mark == 0) {
                node = ~leaves[outer++];
            } else {
                node = inner;
                packed[inner] = split(mark - 1, bins[inner] & 0xff, (missing[inner >> 3] >> (inner & 7) & 1) == 1);
                inner++;
                if (depth + 2 > stack.length) {
                    stack = Arrays.copyOf(stack, stack.length * 2);
                }
                stack[depth++] = 2 * node + 1;
                stack[depth++] = 2 * node;
            }
            if (place < 0) {
                root = node;
            } else {
                children[place] = node;
            }
        }
        if (depth != 0) {
            throw new DamagedFile("its nodes make no tree");
        }
        return new FlatTree(root, packed, children);
    }

    private int split(int feature, int bin, boolean missingLeft) throws DamagedFile {
        if (bin >= features[feature].bins()) {
            throw new DamagedFile("a split has bin " + bin + " of " + features[feature].bins());
        }
        return GrownTree.split(feature, bin, missingLeft);
    }

    private static void writePlanes(int[] values, int bytes, DataOutputStream out) throws IOException {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            for (int value : values) {
                out.write(value >>> shift);
            }
        }
    }

    private static int[] readPlanes(DataInputStream in, int count, int bytes) throws IOException {
        var first = HeaderParts.bytes(in, count);
        var values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = first[i] & 0xff;
        }
        for (int plane = 1; plane < bytes; plane++) {
            var next = HeaderParts.bytes(in, count);
            for (int i = 0; i < count; i++) {
                values[i] = values[i] << 8 | next[i] & 0xff;
            }
        }
        return values;
    }
}
