package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds the rows that are nearest to points, in the leaves of a {@link NeighbourTree} that may have them. Points are taken
 * in groups of such as are near each other; rows are kept without their zeros, so a look takes as long as the row has
 * values.
 */
final class NeighbourSearch {

    private static final int GROUP = 64;

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

    /** Of each point. Points that are near each other are quicker to search for together. */
    Neighbours[] nearest(double[][] points) {
        return Arrays.stream(new NeighbourGroup(k, p, tree, rows, squares, points).search())
                .map(nearest -> new Neighbours(nearest.rows(), weights(nearest.distances())))
                .toArray(Neighbours[]::new);
    }

    interface NeighboursUse {
        void use(int position, Neighbours neighbours);
    }

    /**
     * Searches for the neighbours of some rows, in groups of rows that are near each other.
     *
     * @param ids the model's number of each feature, −1 where it does not know it
     */
    void nearest(FeatureSpace.Rows source, int[] asked, int[] ids, NeighboursUse use) {
        var order = byLeaf(source, asked, ids);
        IntStream.range(0, Math.ceilDiv(order.length, GROUP)).parallel().forEach(group -> {
            var positions = Arrays.copyOfRange(order, group * GROUP, Math.min(order.length, (group + 1) * GROUP));
            var neighbours = nearest(points(source, pick(asked, positions), ids));
            for (int i = 0; i < positions.length; i++) {
                use.use(positions[i], neighbours[i]);
            }
        });
    }

    /** Positions in {@code asked}, those of one leaf together. */
    private int[] byLeaf(FeatureSpace.Rows source, int[] asked, int[] ids) {
        var keys = new long[asked.length];
        IntStream.range(0, Math.ceilDiv(asked.length, GROUP)).parallel().forEach(group -> {
            int from = group * GROUP;
            var points = points(source, Arrays.copyOfRange(asked, from, Math.min(asked.length, from + GROUP)), ids);
            for (int i = 0; i < points.length; i++) {
                keys[from + i] = (long) tree.home(points[i]).from() << Integer.SIZE | from + i;
            }
        });
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private static int[] pick(int[] values, int[] positions) {
        return Arrays.stream(positions).map(position -> values[position]).toArray();
    }

    private double[][] points(FeatureSpace.Rows source, int[] asked, int[] ids) {
        var points = new double[asked.length][rows.features()];
        source.rows(asked, (position, feature, value) -> {
            if (ids[feature] >= 0 && !Double.isNaN(value)) {
                points[position][ids[feature]] = value;
            }
        });
        return points;
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
