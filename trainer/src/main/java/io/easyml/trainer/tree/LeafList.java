package io.easyml.trainer.tree;

import java.util.Arrays;

/** Values of leaves, in the order in which they came. */
final class LeafList {

    private double[] values = new double[64];
    private int size;

    void addAll(double[] more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(Math.multiplyExact(values.length, 2), size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    int size() {
        return size;
    }

    /** The values, with room behind. */
    double[] array() {
        return values;
    }

    double[] first(int count) {
        return Arrays.copyOf(values, count);
    }
}
