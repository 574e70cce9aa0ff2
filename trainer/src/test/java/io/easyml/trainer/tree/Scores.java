package io.easyml.trainer.tree;

import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How good a forest's answers are. */
final class Scores {

    private Scores() {}

    /** R² of numbers, the area under the ROC curve of two classes, the accuracy of more. */
    static double of(Forest forest, Sample test) {
        var answers = forest.predict(test.rows(), feature -> test.x()[feature]);
        return switch (test.classes()) {
            case 0 -> r2(answers, test.y());
            case 2 -> auc(answers, test.y());
            default -> accuracy(answers, test);
        };
    }

    static double accuracy(double[] answers, Sample test) {
        int right = 0;
        for (int row = 0; row < test.rows(); row++) {
            int best = 0;
            for (int code = 1; code < test.classes(); code++) {
                best = answers[row * test.classes() + code] > answers[row * test.classes() + best] ? code : best;
            }
            right += best == (int) test.y()[row] ? 1 : 0;
        }
        return (double) right / test.rows();
    }

    private static double r2(double[] answers, double[] y) {
        double mean = Arrays.stream(y).average().orElseThrow();
        double residual = 0;
        double total = 0;
        for (int i = 0; i < y.length; i++) {
            residual += (y[i] - answers[i]) * (y[i] - answers[i]);
            total += (y[i] - mean) * (y[i] - mean);
        }
        return 1 - residual / total;
    }

    /** By ranks, equal answers at their mean rank (Mann and Whitney 1947). */
    private static double auc(double[] answers, double[] y) {
        var order = IntStream.range(0, y.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> answers[2 * row + 1]))
                .mapToInt(Integer::intValue)
                .toArray();
        double ranks = 0;
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && answers[2 * order[to] + 1] == answers[2 * order[from] + 1]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                if (y[order[i]] == 1) {
                    ranks += (from + to + 1) / 2.0;
                    positives++;
                }
            }
            from = to;
        }
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * (y.length - positives));
    }
}
