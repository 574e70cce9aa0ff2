package io.easyml.trainer.tree;

/**
 * How trees are grown, by scikit-learn's names.
 *
 * @param trees how many
 * @param maxDepth most splits between the root and a leaf
 * @param minSamplesLeaf fewest rows in a leaf; a row that the bootstrap drew twice is one row
 * @param minSamplesSplit fewest rows in a node that is split
 * @param maxFeatures how many features a split looks at
 * @param maxLeafNodes most leaves of a tree, which then grows best split first; 0 without a limit
 * @param minImpurityDecrease how much a split must lessen the impurity of the whole tree
 * @param bootstrap whether each tree has its own draw of the rows, with replacement, or all of them
 * @param randomThresholds whether a split's threshold is drawn (extremely randomized trees) or searched
 */
public record TreeSettings(
        int trees,
        int maxDepth,
        int minSamplesLeaf,
        int minSamplesSplit,
        int maxFeatures,
        int maxLeafNodes,
        double minImpurityDecrease,
        Criterion criterion,
        boolean bootstrap,
        boolean randomThresholds) {

    /** What a split is to lessen. */
    public enum Criterion {
        GINI,
        /** In bits. */
        ENTROPY,
        SQUARED_ERROR
    }

    /** A rule for {@code max_features}, as scikit-learn counts: rounded down, and at least one. */
    public static int count(String rule, int features) {
        return Math.max(
                1,
                switch (rule) {
                    case "sqrt" -> (int) Math.sqrt(features);
                    case "log2" -> 31 - Integer.numberOfLeadingZeros(features);
                    case "third" -> features / 3;
                    default -> features;
                });
    }
}
