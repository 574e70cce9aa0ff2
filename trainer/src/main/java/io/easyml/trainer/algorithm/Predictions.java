package io.easyml.trainer.algorithm;

import java.util.Arrays;
import java.util.List;

/** What a model says of rows. */
public sealed interface Predictions {

    int size();

    /**
     * Classes.
     *
     * @param labels all classes
     * @param codes the likeliest class of each row, an index of {@code labels}; the first of equals
     * @param scores {@code [row][class]}: probabilities, which sum to 1, or numbers that are larger for likelier classes
     * @param probabilistic whether the scores are probabilities
     */
    record Classes(List<String> labels, int[] codes, double[][] scores, boolean probabilistic) implements Predictions {

        static Classes of(List<String> labels, double[][] scores, boolean probabilistic) {
            var codes = Arrays.stream(scores).mapToInt(Classes::likeliest).toArray();
            return new Classes(labels, codes, scores, probabilistic);
        }

        private static int likeliest(double[] scores) {
            int best = 0;
            for (int code = 1; code < scores.length; code++) {
                best = scores[code] > scores[best] ? code : best;
            }
            return best;
        }

        @Override
        public int size() {
            return codes.length;
        }
    }

    /** The cluster of each row, from 0; −1 for a row that belongs to none. */
    record Clusters(int[] clusters) implements Predictions {
        @Override
        public int size() {
            return clusters.length;
        }
    }

    /** Whether each row is out of the ordinary, and a score that is lower the more it is. */
    record Anomalies(boolean[] anomalous, double[] scores) implements Predictions {
        @Override
        public int size() {
            return scores.length;
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
