package io.easyml.trainer.tree;

import java.util.List;
import java.util.stream.IntStream;

/** Trees as flat arrays over binned features, which together give an answer: grown, asked, written to a file and read back. */
public abstract sealed class TreeEnsemble permits Forest, BoostedTrees {

    private final List<String> names;
    private final List<String> labels;
    private final FeatureBins[] features;
    private final double[] leaves;
    private final FlatTree[] trees;
    private final double[] importances;

    /** @param leaves the numbers of all leaves, as many for each as an answer of the trees has */
    TreeEnsemble(
            List<String> names,
            List<String> labels,
            FeatureBins[] features,
            double[] leaves,
            FlatTree[] trees,
            double[] importances) {
        this.names = List.copyOf(names);
        this.labels = List.copyOf(labels);
        this.features = features;
        this.leaves = leaves;
        this.trees = trees;
        this.importances = importances;
    }

    /** Of the features. */
    public List<String> names() {
        return names;
    }

    /** The classes, in the order of the probabilities; empty for a regression. */
    public List<String> labels() {
        return labels;
    }

    /**
     * What each feature was good for, of all 1: by how much its splits lessened the impurity (mean decrease in impurity,
     * Breiman 2001), or the loss (XGBoost's {@code total_gain}).
     */
    public double[] importances() {
        return importances.clone();
    }

    FeatureBins[] features() {
        return features;
    }

    double[] leaves() {
        return leaves;
    }

    FlatTree[] trees() {
        return trees;
    }

    /**
     * The answers for some rows.
     *
     * @param rows how many
     * @param columns the features' values for these rows, NaN where one is missing; asked once each
     * @return a number per row, or for classes a probability per row and class, row after row
     */
    public abstract double[] predict(int rows, TreeData.Columns columns);

    /** Bins of some rows, row after row. */
    static byte[] bins(FeatureBins[] features, int rows, TreeData.Columns columns) {
        int count = features.length;
        var bins = new byte[Math.multiplyExact(rows, count)];
        IntStream.range(0, count)
                .parallel()
                .forEach(feature -> features[feature].bin(columns.column(feature), rows, bins, feature, count));
        return bins;
    }
}
