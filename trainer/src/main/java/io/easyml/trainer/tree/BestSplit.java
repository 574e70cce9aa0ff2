package io.easyml.trainer.tree;

/**
 * The best split of a node so far: rows up to {@code bin} go left. {@code gain} is the decrease of the impurity times the
 * node's weight. A split without gain is a split too (both halves of an exclusive or have none at first), so the gain
 * begins below 0.
 */
final class BestSplit {

    static final double NONE = -1;

    int feature;
    int bin;
    double gain;
    /** Whether rows of the node miss the feature, so that {@code missingLeft} was learnt. */
    boolean missingSeen;

    boolean missingLeft;
    /** The feature that is being looked at. */
    int candidate;

    void clear() {
        feature = -1;
        gain = NONE;
    }

    void offer(int offeredBin, double offeredGain, boolean seen, boolean left) {
        if (offeredGain > gain) {
            gain = offeredGain;
            bin = offeredBin;
            feature = candidate;
            missingSeen = seen;
            missingLeft = left;
        }
    }
}
