package io.easyml.trainer.algorithm;

/**
 * A small tree as arrays by node; the root is node 0. A leaf has feature −1 and its class where others have a left child;
 * a value of at most the threshold goes left.
 */
record WeightedTree(int[] features, double[] thresholds, int[] left, int[] right) {}
