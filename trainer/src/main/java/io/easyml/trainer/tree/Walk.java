package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * Walks rows down a tree and adds up what their leaves say. The first levels are laid out as a whole binary tree, in which a
 * place tells where its children are: no branch, and nothing to look up but the split. Below them four rows go side by side,
 * so that waiting for memory for one is not waiting for all.
 */
final class Walk {

    private static final int MOST_LEVELS = 8;

    /** For so few rows nothing is laid out. */
    private static final int FEW_ROWS = 64;

    /** Levels that are laid out. */
    private final int levels;

    /** The laid-out splits, level by level; where the tree has ended already, any split. */
    private final int[] top;

    /** Where the laid-out levels lead, from left to right: numbers of splits, or {@code ~v} for leaves. */
    private final int[] bottom;

    private final boolean shallow;
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
        this.splits = tree.splits();
        this.children = tree.children();
        this.bins = bins;
        this.features = features;
        this.leaves = leaves;
        this.width = width;
        this.sums = sums;
        this.stride = stride;
        this.offset = offset;
        this.levels = depth(tree.root(), sums.length / stride < FEW_ROWS ? 0 : MOST_LEVELS);
        this.top = new int[(1 << levels) - 1];
        this.bottom = new int[1 << levels];
        layOut(tree.root(), 0, 0);
        this.shallow = Arrays.stream(bottom).allMatch(node -> node < 0);
    }

    private int depth(int node, int most) {
        return node < 0 || most == 0
                ? 0
                : 1 + Math.max(depth(children[2 * node], most - 1), depth(children[2 * node + 1], most - 1));
    }

    private void layOut(int node, int at, int level) {
        if (level == levels) {
            bottom[at - top.length] = node;
            return;
        }
        top[at] = node < 0 ? 0 : splits[node];
        layOut(node < 0 ? node : children[2 * node], 2 * at + 1, level + 1);
        layOut(node < 0 ? node : children[2 * node + 1], 2 * at + 2, level + 1);
    }

    /** Where rows are below the laid-out levels. All of them go a level down before the next: none waits for another. */
    private int[] enter(int from, int to) {
        var at = new int[to - from];
        for (int level = 0; level < levels; level++) {
            for (int i = 0; i < at.length; i++) {
                at[i] = 2 * at[i] + 1 + goesRight(top[at[i]], from + i);
            }
        }
        for (int i = 0; i < at.length; i++) {
            at[i] = bottom[at[i] - top.length];
        }
        return at;
    }

    private int goesRight(int split, int row) {
        int missing = split & 1;
        int bin = bins[row * features + (split >>> 9)] + missing & 0xff;
        return (split >>> 1 & 0xff) + missing - bin >>> 31;
    }

    void add(int from, int to) {
        var entered = enter(from, to);
        if (shallow || to - from < 8) {
            for (int row = from; row < to; row++) {
                finish(entered[row - from], row);
            }
            return;
        }
        int rowA = from;
        int rowB = from + 1;
        int rowC = from + 2;
        int rowD = from + 3;
        int next = from + 4;
        int a = entered[rowA - from];
        int b = entered[rowB - from];
        int c = entered[rowC - from];
        int d = entered[rowD - from];
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
                a = entered[rowA - from];
            }
            if (b < 0) {
                arrive(rowB, b);
                rowB = next++;
                b = entered[rowB - from];
            }
            if (c < 0) {
                arrive(rowC, c);
                rowC = next++;
                c = entered[rowC - from];
            }
            if (d < 0) {
                arrive(rowD, d);
                rowD = next++;
                d = entered[rowD - from];
            }
        }
        finish(a, rowA);
        finish(b, rowB);
        finish(c, rowC);
        finish(d, rowD);
        for (int row = next; row < to; row++) {
            finish(entered[row - from], row);
        }
    }

    private int step(int node, int row) {
        return children[2 * node + goesRight(splits[node], row)];
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
