package io.easyml.trainer.tree;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gradient boosted trees as flat arrays. What they say of a row adds up, from a start that all rows have: for numbers that
 * is the answer, for two classes the logit of the second, for more a number each of which softmax makes probabilities.
 */
public final class BoostedTrees extends TreeEnsemble {

    /** Rows that all trees are asked about before the next ones: they fit into the cache nearest to the processor. */
    private static final int BLOCK = 1024;

    private final double[] start;
    private final Origin origin;

    /**
     * Where the trees come from.
     *
     * @param source name, version and hash of the table
     * @param targetStatistics rows per class; or number, smallest, largest, mean and variance of the targets
     */
    public record Origin(
            BoostingSettings settings,
            long seed,
            String source,
            int rows,
            Instant grownAt,
            List<Double> targetStatistics) {

        public Origin {
            targetStatistics = List.copyOf(targetStatistics);
        }
    }

    /**
     * @param start a number, or one for each class if there are more than two
     * @param leaves what each leaf says; leaves are numbered in the order in which they stand in the trees
     * @param trees for classes, if there are more than two, one for each in turn
     */
    BoostedTrees(
            List<String> names,
            List<String> labels,
            FeatureBins[] features,
            double[] start,
            double[] leaves,
            FlatTree[] trees,
            double[] importances,
            Origin origin) {
        super(names, labels, features, leaves, trees, importances);
        this.start = start;
        this.origin = origin;
    }

    @Override
    public double[] predict(int rows, TreeData.Columns columns) {
        int outputs = start.length;
        var bins = bins(features(), rows, columns);
        var margins = BoostingLoss.margins(start, rows);
        var walks = IntStream.range(0, trees().length)
                .mapToObj(tree ->
                        new Walk(trees()[tree], bins, features().length, leaves(), 1, margins, outputs, tree % outputs))
                .toArray(Walk[]::new);
        IntStream.range(0, Math.ceilDiv(rows, BLOCK)).parallel().forEach(block -> {
            for (var walk : walks) {
                walk.add(block * BLOCK, Math.min(rows, (block + 1) * BLOCK));
            }
        });
        return link().answers(margins);
    }

    private BoostingLoss link() {
        return switch (labels().size()) {
            case 0 -> new SquaredLoss(0, 0);
            case 2 -> new LogisticLoss();
            default -> new SoftmaxLoss(labels().size());
        };
    }

    public Origin origin() {
        return origin;
    }

    /** Rounds of boosting. */
    public int rounds() {
        return trees().length / start.length;
    }

    double[] start() {
        return start;
    }
}
