package io.easyml.trainer.evaluation;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rows in descending order of the score of one class. A step is a different score: rows with the same score cannot be told
 * apart, so they come together.
 *
 * @param thresholds the score of each step
 * @param positives weight of the rows of the class down to each step
 * @param negatives weight of the other rows down to each step
 */
record Ranking(double[] thresholds, double[] positives, double[] negatives) {

    static Ranking of(Outcomes outcomes, int code) {
        var order = IntStream.range(0, outcomes.rows())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -outcomes.score(row, code)))
                .mapToInt(Integer::intValue)
                .toArray();
        var thresholds = new double[order.length];
        var positives = new double[order.length];
        var negatives = new double[order.length];
        int steps = 0;
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < order.length; i++) {
            int row = order[i];
            if (outcomes.truth()[row] == code) {
                positive += outcomes.weights()[row];
            } else {
                negative += outcomes.weights()[row];
            }
            double score = outcomes.score(row, code);
            if (i + 1 == order.length || outcomes.score(order[i + 1], code) != score) {
                thresholds[steps] = score;
                positives[steps] = positive;
                negatives[steps++] = negative;
            }
        }
        return new Ranking(
                java.util.Arrays.copyOf(thresholds, steps),
                java.util.Arrays.copyOf(positives, steps),
                java.util.Arrays.copyOf(negatives, steps));
    }

    int steps() {
        return thresholds.length;
    }

    double allPositives() {
        return positives[steps() - 1];
    }

    double allNegatives() {
        return negatives[steps() - 1];
    }

    /** Area under the ROC curve, by trapezoids. */
    double rocAuc() {
        double area = 0;
        double lastPositive = 0;
        double lastNegative = 0;
        for (int step = 0; step < steps(); step++) {
            area += (negatives[step] - lastNegative) * (positives[step] + lastPositive) / 2;
            lastPositive = positives[step];
            lastNegative = negatives[step];
        }
        return area / allPositives() / allNegatives();
    }

    /** Average precision: the precision at each step, weighted by the recall that it adds. */
    double averagePrecision() {
        double sum = 0;
        double last = 0;
        for (int step = 0; step < steps(); step++) {
            sum += (positives[step] - last) / allPositives() * positives[step] / (positives[step] + negatives[step]);
            last = positives[step];
        }
        return sum;
    }
}
