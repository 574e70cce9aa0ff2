package io.easyml.trainer.tree;

import io.easyml.trainer.tree.KnownProblems.Sample;
import io.easyml.trainer.tree.TreeSettings.Criterion;

/** Settings as scikit-learn's defaults have them, to be changed one by one. */
record Settings(TreeSettings get) {

    static TreeSettings forest(Sample sample, int trees) {
        return of(sample, trees, features(sample), true, false);
    }

    static TreeSettings extra(Sample sample, int trees) {
        return of(sample, trees, features(sample), false, true);
    }

    static TreeSettings tree(Sample sample) {
        return of(sample, 1, sample.x().length, false, false);
    }

    private static int features(Sample sample) {
        return TreeSettings.count(sample.classes() == 0 ? "all" : "sqrt", sample.x().length);
    }

    private static TreeSettings of(Sample sample, int trees, int features, boolean bootstrap, boolean random) {
        var criterion = sample.classes() == 0 ? Criterion.SQUARED_ERROR : Criterion.GINI;
        return new TreeSettings(trees, 200, 1, 2, features, 0, 0, criterion, bootstrap, random);
    }

    Settings maxDepth(int depth) {
        return with(depth, get.minSamplesLeaf(), get.minSamplesSplit(), get.maxLeafNodes(), 0, get.criterion());
    }

    Settings minSamplesLeaf(int least) {
        return with(get.maxDepth(), least, get.minSamplesSplit(), get.maxLeafNodes(), 0, get.criterion());
    }

    Settings minSamplesSplit(int least) {
        return with(get.maxDepth(), get.minSamplesLeaf(), least, get.maxLeafNodes(), 0, get.criterion());
    }

    Settings maxLeafNodes(int most) {
        return with(get.maxDepth(), get.minSamplesLeaf(), get.minSamplesSplit(), most, 0, get.criterion());
    }

    Settings minImpurityDecrease(double least) {
        return with(get.maxDepth(), get.minSamplesLeaf(), get.minSamplesSplit(), 0, least, get.criterion());
    }

    Settings criterion(Criterion criterion) {
        return with(get.maxDepth(), get.minSamplesLeaf(), get.minSamplesSplit(), get.maxLeafNodes(), 0, criterion);
    }

    private Settings with(int depth, int leaf, int split, int leaves, double decrease, Criterion criterion) {
        return new Settings(new TreeSettings(
                get.trees(),
                depth,
                leaf,
                split,
                get.maxFeatures(),
                leaves,
                decrease,
                criterion,
                get.bootstrap(),
                get.randomThresholds()));
    }
}
