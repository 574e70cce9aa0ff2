package io.easyml.trainer.algorithm;

import java.util.Arrays;

/**
 * Finds the rows that are nearest to a point, in the leaves of a {@link NeighbourTree} that may have them; rows are kept
 * without their zeros, so a look takes as long as the row has values. A row that may be near by the quick sum is measured
 * again exactly, so that equal rows are at distance 0.
 */
final class NeighbourSearch {

    private static final double SLACK = 1e-9;

    private final int k;
    private final boolean byDistance;
    private final int p;
    private final NeighbourTree tree;
    /** In the order of the tree's leaves. */
    private final SparseRows rows;
    /** Sums of squares, in the same order. */
    private final double[] squares;

    private NeighbourSearch(int k, boolean byDistance, int p, SparseRows rows) {
        this.k = k;
        this.byDistance = byDistance;
        this.p = p;
        this.tree = NeighbourTree.of(rows);
        this.rows = rows.inOrder(tree.rows());
        this.squares = this.rows.squares();
    }

    /** What a model keeps: the settings, the rows, and the target of each. */
    static double[][] arrays(int k, boolean byDistance, int p, SparseRows rows, double[] targets) {
        return new double[][] {
            {k, byDistance ? 1 : 0, p},
            targets,
            ArrayModel.copy(rows.starts()),
            ArrayModel.copy(rows.indices()),
            rows.values()
        };
    }

    static NeighbourSearch of(double[][] arrays, int features) {
        return new NeighbourSearch(
                (int) arrays[0][0],
                arrays[0][1] == 1,
                (int) arrays[0][2],
                new SparseRows(whole(arrays[2]), whole(arrays[3]), arrays[4], features));
    }

    private static int[] whole(double[] numbers) {
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }

    /** Rows, the nearest first, the earlier of equals first, with how much each counts. */
    record Neighbours(int[] rows, double[] weights) {}

    Neighbours nearest(double[] point) {
        var found = new Found(point);
        tree.search(point, found);
        return new Neighbours(found.nearest, weights(found.distances));
    }

    /** The nearest rows so far. Distances are sums, where p is 2 of squares. */
    private final class Found implements NeighbourTree.Visitor {

        private final double[] point;
        private final double[] line;
        private final double base;
        private final int[] nearest = new int[k];
        private final double[] distances = new double[k];
        private int size;

        Found(double[] point) {
            this.point = point;
            this.line = new double[point.length];
            double sum = 0;
            for (double value : point) {
                sum += distance(value);
            }
            this.base = sum;
        }

        @Override
        public double distance(double difference) {
            return p == 1 ? Math.abs(difference) : difference * difference;
        }

        /** With what rounding may have added. */
        @Override
        public double worst() {
            return size < k ? Double.POSITIVE_INFINITY : distances[k - 1] + SLACK * (base + 1);
        }

        @Override
        public void visit(int from, int to) {
            for (int place = from; place < to; place++) {
                if (quick(place) <= worst()) {
                    add(tree.rows()[place], exact(place));
                }
            }
        }

        private void add(int row, double distance) {
            if (size == k && !before(distance, row, k - 1)) {
                return;
            }
            int at = size < k ? size++ : k - 1;
            while (at > 0 && before(distance, row, at - 1)) {
                distances[at] = distances[at - 1];
                nearest[at] = nearest[at - 1];
                at--;
            }
            distances[at] = distance;
            nearest[at] = row;
        }

        private boolean before(double distance, int row, int at) {
            return distance < distances[at] || distance == distances[at] && row < nearest[at];
        }

        /** The distance, by what each stored value changes of the distance to the origin. */
        private double quick(int place) {
            if (p == 2) {
                return base + squares[place] - 2 * rows.dot(place, point, 0);
            }
            double sum = base;
            for (int i = rows.starts()[place]; i < rows.starts()[place + 1]; i++) {
                double there = point[rows.indices()[i]];
                sum += Math.abs(rows.values()[i] - there) - Math.abs(there);
            }
            return sum;
        }

        private double exact(int place) {
            int from = rows.starts()[place];
            int to = rows.starts()[place + 1];
            for (int i = from; i < to; i++) {
                line[rows.indices()[i]] = rows.values()[i];
            }
            double sum = 0;
            for (int feature = 0; feature < point.length; feature++) {
                sum += distance(line[feature] - point[feature]);
            }
            for (int i = from; i < to; i++) {
                line[rows.indices()[i]] = 0;
            }
            return sum;
        }
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
