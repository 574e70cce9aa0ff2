package io.easyml.trainer.algorithm;

import java.util.Arrays;

/**
 * Finds the rows that are nearest to a point, by looking at all of them; rows are kept without their zeros, so a look
 * takes as long as the row has values. A row that may be near by the quick sum is measured again exactly, so that equal
 * rows are at distance 0.
 */
record NeighbourSearch(int k, boolean byDistance, int p, int[] starts, int[] indices, double[] values) {

    private static final double SLACK = 1e-9;

    /** What a model keeps: the settings, the rows, and the target of each. */
    double[][] arrays(double[] targets) {
        return new double[][] {
            {k, byDistance ? 1 : 0, p}, targets, ArrayModel.copy(starts), ArrayModel.copy(indices), values
        };
    }

    static NeighbourSearch of(double[][] arrays) {
        return new NeighbourSearch(
                (int) arrays[0][0],
                arrays[0][1] == 1,
                (int) arrays[0][2],
                whole(arrays[2]),
                whole(arrays[3]),
                arrays[4]);
    }

    private static int[] whole(double[] numbers) {
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }

    /** Rows, the nearest first, the earlier of equals first, with how much each counts. */
    record Neighbours(int[] rows, double[] weights) {}

    Neighbours nearest(double[] point) {
        double base = 0;
        for (double value : point) {
            base += p == 1 ? Math.abs(value) : value * value;
        }
        var rows = new int[k];
        var distances = new double[k];
        int found = 0;
        for (int row = 0; row + 1 < starts.length; row++) {
            double worst = found < k ? Double.POSITIVE_INFINITY : distances[k - 1];
            if (quick(row, point, base) > worst + SLACK * (base + 1)) {
                continue;
            }
            double distance = exact(row, point);
            if (distance < worst) {
                int place = found < k ? found++ : k - 1;
                while (place > 0 && distances[place - 1] > distance) {
                    distances[place] = distances[place - 1];
                    rows[place] = rows[place - 1];
                    place--;
                }
                distances[place] = distance;
                rows[place] = row;
            }
        }
        return new Neighbours(rows, weights(distances));
    }

    /** The distance (its square where p is 2), by what each stored value changes of the distance to the origin. */
    private double quick(int row, double[] point, double base) {
        double sum = base;
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            double value = values[i];
            double there = point[indices[i]];
            sum += p == 1 ? Math.abs(value - there) - Math.abs(there) : value * (value - 2 * there);
        }
        return sum;
    }

    private double exact(int row, double[] point) {
        double sum = 0;
        int next = starts[row];
        int end = starts[row + 1];
        var line = new double[point.length];
        for (int i = next; i < end; i++) {
            line[indices[i]] = values[i];
        }
        for (int feature = 0; feature < point.length; feature++) {
            double difference = line[feature] - point[feature];
            sum += p == 1 ? Math.abs(difference) : difference * difference;
        }
        return sum;
    }

    /** Rows at distance 0 share the whole weight, if there are any. */
    private double[] weights(double[] distances) {
        var weights = new double[k];
        for (int i = 0; i < k; i++) {
            double distance = p == 1 ? distances[i] : Math.sqrt(distances[i]);
            if (!byDistance) {
                weights[i] = 1;
            } else if (distances[0] == 0) {
                weights[i] = distance == 0 ? 1 : 0;
            } else {
                weights[i] = 1 / distance;
            }
        }
        return weights;
    }
}
