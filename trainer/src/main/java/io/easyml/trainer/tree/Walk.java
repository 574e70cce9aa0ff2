package io.easyml.trainer.tree;

/**
 * Walks rows down a tree and adds up what their leaves say. Four rows go side by side, so that waiting for memory for one is
 * not waiting for all.
 */
final class Walk {

    private final FlatTree tree;
    private final int[] splits;
    private final int[] children;
    private final byte[] bins;
    private final int features;
    private final double[] leaves;
    private final int width;
    private final double[] sums;
    private final int stride;
    private final int offset;

    /**
     * @param bins row after row
     * @param width numbers per leaf
     * @param sums {@code stride} per row, to which a leaf's numbers are added from {@code offset} on
     */
    Walk(FlatTree tree, byte[] bins, int features, double[] leaves, int width, double[] sums, int stride, int offset) {
        this.tree = tree;
        this.splits = tree.splits();
        this.children = tree.children();
        this.bins = bins;
        this.features = features;
        this.leaves = leaves;
        this.width = width;
        this.sums = sums;
        this.stride = stride;
        this.offset = offset;
    }

    void add(int from, int to) {
        int root = tree.root();
        if (root < 0 || to - from < 8) {
            for (int row = from; row < to; row++) {
                arrive(row, ~tree.leaf(bins, row * features));
            }
            return;
        }
        int rowA = from;
        int rowB = from + 1;
        int rowC = from + 2;
        int rowD = from + 3;
        int next = from + 4;
        int a = root;
        int b = root;
        int c = root;
        int d = root;
        while (true) {
            while ((a | b | c | d) >= 0) {
                a = step(a, rowA);
                b = step(b, rowB);
                c = step(c, rowC);
                d = step(d, rowD);
            }
            if (next + 4 > to) {
                break;
            }
            if (a < 0) {
                arrive(rowA, a);
                rowA = next++;
                a = root;
            }
            if (b < 0) {
                arrive(rowB, b);
                rowB = next++;
                b = root;
            }
            if (c < 0) {
                arrive(rowC, c);
                rowC = next++;
                c = root;
            }
            if (d < 0) {
                arrive(rowD, d);
                rowD = next++;
                d = root;
            }
        }
        finish(a, rowA);
        finish(b, rowB);
        finish(c, rowC);
        finish(d, rowD);
        for (int row = next; row < to; row++) {
            finish(root, row);
        }
    }

    private int step(int node, int row) {
        int split = splits[node];
        int offset = split & 1;
        int bin = bins[row * features + (split >>> 9)] + offset & 0xff;
        return children[2 * node + ((split >>> 1 & 0xff) + offset - bin >>> 31)];
    }

    private void finish(int node, int row) {
        int at = node;
        while (at >= 0) {
            at = step(at, row);
        }
        arrive(row, at);
    }

    private void arrive(int row, int leaf) {
        int from = ~leaf * width;
        for (int i = 0; i < width; i++) {
            sums[row * stride + offset + i] += leaves[from + i];
        }
    }
}
