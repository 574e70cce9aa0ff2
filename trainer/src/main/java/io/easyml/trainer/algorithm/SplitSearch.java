package io.easyml.trainer.algorithm;

/**
 * Sums over the rows of a node, from which the best split of a feature is found. Rows have a weight: how often the
 * bootstrap drew them. The gain of a split is {@code goodness(left) + goodness(right) − goodness(node)}, which is the
 * decrease of the impurity times the weight (Breiman et al., Classification and Regression Trees, 1984, chapters 4
 * and 8).
 */
interface SplitSearch {

    /** Numbers per leaf. */
    int width();

    /** Makes {@code rows[from..to)} the node; returns whether all rows have the same target. */
    boolean enter(int[] rows, int from, int to);

    /** The node's weight. */
    double weight();

    double impurity();

    double[] leafValues();

    /**
     * Looks for a split of the node by a feature that gains more than {@code best}.
     *
     * @return whether the feature has more than one value in the node
     */
    boolean search(byte[] bins, int binCount, int minSamplesLeaf, Best best);

    /** The best split so far. */
    final class Best {
        int feature = -1;
        int bin;
        double gain;

        int candidate;

        void offer(int offeredBin, double offeredGain) {
            if (offeredGain > gain) {
                gain = offeredGain;
                bin = offeredBin;
                feature = candidate;
            }
        }
    }
}
