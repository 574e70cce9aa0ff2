package io.easyml.trainer.evaluation;

import io.easyml.trainer.algorithm.Predictions;
import java.util.Arrays;

/**
 * Classes that were predicted beside those that are true.
 *
 * @param truth an index of the labels per row
 * @param weights how much each row counts
 */
record Outcomes(Predictions.Classes predicted, int[] truth, double[] weights) {

    int rows() {
        return truth.length;
    }

    int classes() {
        return predicted.labels().size();
    }

    double score(int row, int code) {
        return predicted.scores()[row][code];
    }

    /** {@code [true class][predicted class]}, by weight. */
    double[][] confusion() {
        var confusion = new double[classes()][classes()];
        for (int row = 0; row < truth.length; row++) {
            confusion[truth[row]][predicted.codes()[row]] += weights[row];
        }
        return confusion;
    }

    /** Whether some of the rows are of this class, and some are not. */
    boolean isDecidable(int code) {
        return Arrays.stream(truth).anyMatch(its -> its == code)
                && Arrays.stream(truth).anyMatch(its -> its != code);
    }

    /** The class that curves and ranks of two classes are about: the second; of more, each in turn. */
    int[] positives() {
        return classes() == 2
                ? new int[] {1}
                : java.util.stream.IntStream.range(0, classes()).toArray();
    }
}
