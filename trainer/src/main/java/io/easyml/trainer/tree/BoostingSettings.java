package io.easyml.trainer.tree;

/**
 * How boosted trees are grown, by XGBoost's names.
 *
 * @param rounds most rounds; each grows a tree, or one per class if there are more than two
 * @param learningRate how much of each tree is taken over
 * @param maxDepth most splits between the root and a leaf
 * @param minChildWeight smallest sum of second derivatives in a child
 * @param subsample part of the rows that a tree is grown on
 * @param columnSample part of the features that a tree looks at
 * @param gamma by how much a split must lessen the loss
 * @param alpha L1 penalty on leaf values
 * @param lambda L2 penalty on leaf values
 */
public record BoostingSettings(
        int rounds,
        double learningRate,
        int maxDepth,
        double minChildWeight,
        double subsample,
        double columnSample,
        double gamma,
        double alpha,
        double lambda) {}
