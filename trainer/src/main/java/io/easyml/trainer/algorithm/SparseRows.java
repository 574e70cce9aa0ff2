package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import java.util.Arrays;

/** Features of rows without the zeros, row after row: those of row {@code i} stand from {@code starts[i]} on. */
record SparseRows(int[] starts, int[] indices, double[] values, int features) {

    static SparseRows of(FeatureSpace.Rows source, int[] rows) {
        var building = new Building(rows.length);
        for (int row : rows) {
            source.row(row, building::take);
            building.endRow();
        }
        return building.done(source.space().names().size());
    }

    int size() {
        return starts.length - 1;
    }

    /** The product of a row with as many weights as there are features. */
    double dot(int row, double[] weights, int offset) {
        double sum = 0;
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            sum += values[i] * weights[offset + indices[i]];
        }
        return sum;
    }

    /** Adds {@code factor} times a row. */
    void addTo(int row, double factor, double[] sums, int offset) {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            sums[offset + indices[i]] += factor * values[i];
        }
    }

    private static final class Building {
        private final int[] starts;
        private int[] indices = new int[1024];
        private double[] values = new double[1024];
        private int rows;
        private int size;

        Building(int expected) {
            this.starts = new int[expected + 1];
        }

        void take(int feature, double value) {
            if (value == 0) {
                return;
            }
            if (size == indices.length) {
                int larger = Math.addExact(size, size / 2);
                indices = Arrays.copyOf(indices, larger);
                values = Arrays.copyOf(values, larger);
            }
            indices[size] = feature;
            values[size++] = value;
        }

        void endRow() {
            starts[++rows] = size;
        }

        SparseRows done(int features) {
            return new SparseRows(starts, Arrays.copyOf(indices, size), Arrays.copyOf(values, size), features);
        }
    }
}
