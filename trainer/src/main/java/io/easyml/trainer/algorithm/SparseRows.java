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

    /** The sum of the squares of each row. */
    double[] squares() {
        var squares = new double[size()];
        for (int row = 0; row < squares.length; row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                squares[row] += values[i] * values[i];
            }
        }
        return squares;
    }

    /** The variance of each feature. */
    double[] variances() {
        var sums = new double[features];
        var squares = new double[features];
        for (int i = 0; i < indices.length; i++) {
            sums[indices[i]] += values[i];
            squares[indices[i]] += values[i] * values[i];
        }
        var variances = new double[features];
        for (int feature = 0; feature < features; feature++) {
            double mean = sums[feature] / size();
            variances[feature] = squares[feature] / size() - mean * mean;
        }
        return variances;
    }

    /** Some features as columns: {@code [position in chosen][row]}. */
    double[][] columns(int[] chosen) {
        var positions = new int[features];
        Arrays.fill(positions, -1);
        for (int i = 0; i < chosen.length; i++) {
            positions[chosen[i]] = i;
        }
        var columns = new double[chosen.length][size()];
        for (int row = 0; row < size(); row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                if (positions[indices[i]] >= 0) {
                    columns[positions[indices[i]]][row] = values[i];
                }
            }
        }
        return columns;
    }

    /** The same rows in another order. */
    SparseRows inOrder(int[] order) {
        var newStarts = new int[starts.length];
        var newIndices = new int[indices.length];
        var newValues = new double[values.length];
        for (int place = 0; place < order.length; place++) {
            int from = starts[order[place]];
            int length = starts[order[place] + 1] - from;
            System.arraycopy(indices, from, newIndices, newStarts[place], length);
            System.arraycopy(values, from, newValues, newStarts[place], length);
            newStarts[place + 1] = newStarts[place] + length;
        }
        return new SparseRows(newStarts, newIndices, newValues, features);
    }

    /** The same features under other numbers. */
    SparseRows renumbered(int[] numbers) {
        return new SparseRows(
                starts, Arrays.stream(indices).map(index -> numbers[index]).toArray(), values, features);
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
