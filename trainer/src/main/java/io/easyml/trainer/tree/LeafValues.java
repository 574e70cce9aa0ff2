package io.easyml.trainer.tree;

import java.util.Arrays;

/** Values of leaves, each once: a hash table over an array. Leaves of a forest are few in kind, and many in number. */
final class LeafValues {

    private final int width;
    private double[] values;
    private int[] slots = new int[256];
    private int size;

    /** @param width numbers per leaf: one, or one per class */
    LeafValues(int width) {
        this.width = width;
        this.values = new double[64 * width];
    }

    /** Gives the number of a value that stands in {@code source} from {@code at} on. */
    int add(double[] source, int at) {
        int slot = (int) (hash(source, at) >>> 33) & (slots.length - 1);
        while (slots[slot] != 0) {
            if (same(source, at, (slots[slot] - 1) * width)) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if ((size + 1) * width > values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(values.length, 2));
        }
        System.arraycopy(source, at, values, size * width, width);
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private boolean same(double[] source, int at, int known) {
        for (int i = 0; i < width; i++) {
            if (Double.doubleToRawLongBits(source[at + i]) != Double.doubleToRawLongBits(values[known + i])) {
                return false;
            }
        }
        return true;
    }

    private long hash(double[] source, int at) {
        long hash = 0;
        for (int i = 0; i < width; i++) {
            hash = (hash ^ Double.doubleToRawLongBits(source[at + i])) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash * 0xBF58476D1CE4E5B9L;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        for (int i = 0; i < size; i++) {
            int slot = (int) (hash(values, i * width) >>> 33) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i + 1;
        }
    }

    int width() {
        return width;
    }

    int size() {
        return size;
    }

    /** All values, {@code width} numbers each. */
    double[] toArray() {
        return Arrays.copyOf(values, size * width);
    }

    /** As {@link #toArray}, with room behind. */
    double[] array() {
        return values;
    }
}
