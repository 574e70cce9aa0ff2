package io.easyml.trainer.tree;

import java.util.List;
import java.util.stream.IntStream;

/** Trees as flat arrays over binned features, which together give an answer: grown, asked, written to a file and read back. */
public sealed interface TreeEnsemble permits Forest, BoostedTrees {

    /** Of the features. */
    List<String> names();

    /** The classes, in the order of the probabilities; empty for a regression. */
    List<String> labels();

    /**
     * What each feature was good for, of all 1: by how much its splits lessened the impurity (mean decrease in impurity,
     * Breiman 2001), or the loss (XGBoost's {@code total_gain}).
     */
    double[] importances();

    /**
     * The answers for some rows.
     *
     * @param rows how many
     * @param columns the features' values for these rows, NaN where one is missing; asked once each
     * @return a number per row, or for classes a probability per row and class, row after row
     */
    double[] predict(int rows, TreeData.Columns columns);

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
