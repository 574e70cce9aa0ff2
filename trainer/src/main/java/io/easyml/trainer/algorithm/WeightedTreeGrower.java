package io.easyml.trainer.algorithm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Grows small trees on weighted rows, level by level, with exact splits by the Gini impurity. Columns are sorted once, for
 * all the trees.
 */
final class WeightedTreeGrower {

    private static final double SAME = 1e-12;

    private final double[][] columns;
    private final int[][] orders;
    private final int[] codes;
    private final int classes;
    private final int maxDepth;

    /** @param columns {@code [feature][row]} */
    WeightedTreeGrower(double[][] columns, int[] codes, int classes, int maxDepth) {
        this.columns = columns;
        this.codes = codes;
        this.classes = classes;
        this.maxDepth = maxDepth;
        this.orders = Arrays.stream(columns)
                .map(column -> IntStream.range(0, column.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(row -> column[row]))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toArray(int[][]::new);
    }

    /**
     * A tree and the class that it gives each row.
     *
     * @param gains by how much the splits by each feature lessen the impurity
     */
    record Grown(WeightedTree tree, int[] classes, double[] gains) {

        /** Adds each feature's part of the tree's gain, the tree counting as much as its vote. */
        void addGains(double[] sums, double vote) {
            double all = Arrays.stream(gains).sum();
            for (int feature = 0; all > 0 && feature < sums.length; feature++) {
                sums[feature] += vote * gains[feature] / all;
            }
        }
    }

    Grown grow(double[] weights) {
        int most = (1 << Math.min(maxDepth, 24) + 1) - 1;
        most = Math.min(most, 2 * codes.length + 1);
        var tree = new WeightedTree(new int[most], new double[most], new int[most], new int[most]);
        Arrays.fill(tree.features(), -1);
        var gains = new double[columns.length];
        var nodeOfRow = new int[codes.length];
        int nodes = 1;
        int levelStart = 0;
        for (int depth = 0; depth < maxDepth && levelStart < nodes; depth++) {
            int levelEnd = nodes;
            var level = new Level(levelStart, levelEnd, nodeOfRow, weights);
            level.search();
            for (int node = levelStart; node < levelEnd; node++) {
                if (level.bestFeature[node - levelStart] >= 0 && nodes + 2 <= most) {
                    tree.features()[node] = level.bestFeature[node - levelStart];
                    gains[level.bestFeature[node - levelStart]] +=
                            level.bestGoodness[node - levelStart] - goodness(level.totals[node - levelStart]);
                    tree.thresholds()[node] = level.bestThreshold[node - levelStart];
                    tree.left()[node] = nodes++;
                    tree.right()[node] = nodes++;
                }
            }
            for (int row = 0; row < codes.length; row++) {
                int node = nodeOfRow[row];
                int feature = tree.features()[node];
                if (feature >= 0) {
                    nodeOfRow[row] =
                            columns[feature][row] <= tree.thresholds()[node] ? tree.left()[node] : tree.right()[node];
                }
            }
            levelStart = levelEnd;
        }
        return new Grown(tree, leaves(tree, nodes, nodeOfRow, weights), gains);
    }

    /** Gives leaves their class, and says which class each row gets. */
    private int[] leaves(WeightedTree tree, int nodes, int[] nodeOfRow, double[] weights) {
        var sums = new double[nodes][classes];
        for (int row = 0; row < codes.length; row++) {
            sums[nodeOfRow[row]][codes[row]] += weights[row];
        }
        for (int node = 0; node < nodes; node++) {
            if (tree.features()[node] < 0) {
                int heaviest = 0;
                for (int code = 1; code < classes; code++) {
                    heaviest = sums[node][code] > sums[node][heaviest] ? code : heaviest;
                }
                tree.left()[node] = heaviest;
            }
        }
        return Arrays.stream(nodeOfRow).map(node -> tree.left()[node]).toArray();
    }

    /** The nodes of one depth. */
    private final class Level {
        private final int start;
        private final int size;
        private final int[] nodeOfRow;
        private final double[] weights;
        private final double[][] totals;
        final int[] bestFeature;
        final double[] bestThreshold;
        private final double[] bestGoodness;

        Level(int start, int end, int[] nodeOfRow, double[] weights) {
            this.start = start;
            this.size = end - start;
            this.nodeOfRow = nodeOfRow;
            this.weights = weights;
            this.totals = new double[size][classes];
            this.bestFeature = new int[size];
            this.bestThreshold = new double[size];
            this.bestGoodness = new double[size];
            Arrays.fill(bestFeature, -1);
            for (int row = 0; row < codes.length; row++) {
                if (nodeOfRow[row] >= start) {
                    totals[nodeOfRow[row] - start][codes[row]] += weights[row];
                }
            }
            for (int node = 0; node < size; node++) {
                bestGoodness[node] = goodness(totals[node]) * (1 + SAME);
            }
        }

        void search() {
            for (int feature = 0; feature < columns.length; feature++) {
                search(feature);
            }
        }

        private void search(int feature) {
            var left = new double[size][classes];
            var last = new double[size];
            Arrays.fill(last, Double.NaN);
            var right = new double[classes];
            for (int row : orders[feature]) {
                int node = nodeOfRow[row] - start;
                if (node < 0) {
                    continue;
                }
                double value = columns[feature][row];
                if (value > last[node]) {
                    for (int code = 0; code < classes; code++) {
                        right[code] = totals[node][code] - left[node][code];
                    }
                    double goodness = goodness(left[node]) + goodness(right);
                    if (goodness > bestGoodness[node]) {
                        bestGoodness[node] = goodness;
                        bestFeature[node] = feature;
                        bestThreshold[node] = between(last[node], value);
                    }
                }
                left[node][codes[row]] += weights[row];
                last[node] = value;
            }
        }

        private static double between(double low, double high) {
            double middle = low / 2 + high / 2;
            return middle < high ? middle : low;
        }
    }

    /** What splits make larger: the sum of the squared weights of the classes over the weight. */
    private static double goodness(double[] sums) {
        double weight = 0;
        double squares = 0;
        for (double sum : sums) {
            weight += sum;
            squares += sum * sum;
        }
        return weight > 0 ? squares / weight : 0;
    }
}
