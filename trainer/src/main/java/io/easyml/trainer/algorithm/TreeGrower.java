package io.easyml.trainer.algorithm;

import java.util.SplittableRandom;

/** Grows one tree on binned columns, depth first. */
final class TreeGrower {

    private final BinnedColumns columns;
    private final SplitSearch search;
    private final TreeSettings settings;
    private final SplittableRandom random;
    private final GrownTree tree;
    private final int[] features;
    private double rootWeight;

    TreeGrower(BinnedColumns columns, SplitSearch search, TreeSettings settings, SplittableRandom random) {
        this.columns = columns;
        this.search = search;
        this.settings = settings;
        this.random = random;
        this.tree = new GrownTree(search.width());
        this.features = new int[columns.features()];
        for (int feature = 0; feature < features.length; feature++) {
            features[feature] = feature;
        }
    }

    /** @param rows the rows to grow on, which are reordered */
    GrownTree grow(int[] rows) {
        search.enter(rows, 0, rows.length);
        rootWeight = search.weight();
        grow(rows, 0, rows.length, 0);
        return tree;
    }

    private int grow(int[] rows, int from, int to, int depth) {
        boolean pure = search.enter(rows, from, to);
        int node = tree.addNode(search.impurity());
        var best = new SplitSearch.Best();
        best.gain = 1e-12 * search.weight() * search.impurity();
        if (!pure
                && depth < settings.maxDepth()
                && to - from >= settings.minSamplesSplit()
                && to - from >= 2 * settings.minSamplesLeaf()) {
            searchFeatures(best);
        }
        if (best.feature < 0 || best.gain / rootWeight < settings.minImpurityDecrease()) {
            tree.makeLeaf(node, search.leafValues());
            return node;
        }
        tree.makeSplit(node, best.feature, columns.threshold(best.feature, best.bin));
        int middle = partition(rows, from, to, columns.column(best.feature), best.bin);
        int left = grow(rows, from, middle, depth + 1);
        int right = grow(rows, middle, to, depth + 1);
        tree.setChildren(node, left, right);
        return node;
    }

    /** Looks at features in random order until enough were seen that are not constant here, as scikit-learn does. */
    private void searchFeatures(SplitSearch.Best best) {
        boolean all = settings.maxFeatures() >= features.length;
        int looked = 0;
        for (int i = 0; i < features.length && looked < settings.maxFeatures(); i++) {
            if (!all) {
                int j = i + random.nextInt(features.length - i);
                int drawn = features[j];
                features[j] = features[i];
                features[i] = drawn;
            }
            int feature = features[i];
            best.candidate = feature;
            if (columns.bins(feature) > 1
                    && search.search(columns.column(feature), columns.bins(feature), settings.minSamplesLeaf(), best)) {
                looked++;
            }
        }
    }

    private static int partition(int[] rows, int from, int to, byte[] bins, int bin) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            if ((bins[rows[low]] & 0xff) <= bin) {
                low++;
            } else {
                int row = rows[low];
                rows[low] = rows[high];
                rows[high--] = row;
            }
        }
        return low;
    }
}
