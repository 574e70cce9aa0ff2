package io.easyml.trainer.algorithm;

import java.util.List;

/** What a model says of rows. */
public sealed interface Predictions {

    int size();

    /**
     * Classes.
     *
     * @param labels all classes
     * @param codes the likeliest class of each row, an index of {@code labels}; the first of equals
     * @param probabilities {@code [row][class]}; they sum to 1
     */
    record Classes(List<String> labels, int[] codes, double[][] probabilities) implements Predictions {
        @Override
        public int size() {
            return codes.length;
        }
    }

    /** Numbers, one per row. */
    record Values(double[] values) implements Predictions {
        @Override
        public int size() {
            return values.length;
        }
    }
}
