package io.easyml.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Curves of a classifier: for two classes of the second, for more of each against the rest. Long curves are thinned.
 *
 * @param calibration empty if the model gives no probabilities
 */
public record Curves(
        List<Roc> roc, List<PrecisionRecall> precisionRecall, List<Calibration> calibration, List<Lift> lift) {

    private static final int MOST_POINTS = 101;
    private static final int BINS = 10;

    /** From (0, 0), whose threshold is null since no score is high enough. */
    public record Roc(String label, List<Double> fpr, List<Double> tpr, List<@Nullable Double> thresholds) {}

    public record PrecisionRecall(String label, List<Double> precision, List<Double> recall, List<Double> thresholds) {}

    /** Of ten bins of the probability, those that have rows: the mean probability, and how many are of the class. */
    public record Calibration(
            String label, List<Double> meanPredicted, List<Double> fractionOfPositives, List<Double> weights) {}

    /** When the best part of the rows is taken: which part of the class it has, and how many times more than a random one. */
    public record Lift(String label, List<Double> fractionOfRows, List<Double> cumulativeGain, List<Double> lift) {}

    static Curves of(Outcomes outcomes) {
        var roc = new ArrayList<Roc>();
        var precisionRecall = new ArrayList<PrecisionRecall>();
        var calibration = new ArrayList<Calibration>();
        var lift = new ArrayList<Lift>();
        for (int code : outcomes.positives()) {
            if (!outcomes.isDecidable(code)) {
                continue;
            }
            var label = outcomes.predicted().labels().get(code);
            var ranking = Ranking.of(outcomes, code);
            roc.add(roc(label, ranking));
            precisionRecall.add(precisionRecall(label, ranking));
            lift.add(lift(label, ranking));
            if (outcomes.predicted().probabilistic()) {
                calibration.add(calibration(label, outcomes, code));
            }
        }
        return new Curves(List.copyOf(roc), List.copyOf(precisionRecall), List.copyOf(calibration), List.copyOf(lift));
    }

    /** Steps that are shown: all, or evenly chosen ones with the last. */
    private static int[] shown(Ranking ranking) {
        int steps = ranking.steps();
        int points = Math.min(steps, MOST_POINTS);
        return java.util.stream.IntStream.rangeClosed(1, points)
                .map(point -> (int) ((long) point * steps / points) - 1)
                .toArray();
    }

    private static Roc roc(String label, Ranking ranking) {
        var fpr = new ArrayList<Double>(List.of(0.0));
        var tpr = new ArrayList<Double>(List.of(0.0));
        var thresholds = new ArrayList<@Nullable Double>();
        thresholds.add(null);
        for (int step : shown(ranking)) {
            fpr.add(ranking.negatives()[step] / ranking.allNegatives());
            tpr.add(ranking.positives()[step] / ranking.allPositives());
            thresholds.add(ranking.thresholds()[step]);
        }
        return new Roc(label, fpr, tpr, thresholds);
    }

    private static PrecisionRecall precisionRecall(String label, Ranking ranking) {
        var precision = new ArrayList<Double>();
        var recall = new ArrayList<Double>();
        var thresholds = new ArrayList<Double>();
        for (int step : shown(ranking)) {
            double positives = ranking.positives()[step];
            precision.add(positives / (positives + ranking.negatives()[step]));
            recall.add(positives / ranking.allPositives());
            thresholds.add(ranking.thresholds()[step]);
        }
        return new PrecisionRecall(label, precision, recall, thresholds);
    }

    private static Lift lift(String label, Ranking ranking) {
        double all = ranking.allPositives() + ranking.allNegatives();
        var fractions = new ArrayList<Double>();
        var gains = new ArrayList<Double>();
        var lifts = new ArrayList<Double>();
        for (int step : shown(ranking)) {
            double fraction = (ranking.positives()[step] + ranking.negatives()[step]) / all;
            double gain = ranking.positives()[step] / ranking.allPositives();
            fractions.add(fraction);
            gains.add(gain);
            lifts.add(gain / fraction);
        }
        return new Lift(label, fractions, gains, lifts);
    }

    /** As scikit-learn's {@code calibration_curve} with uniform bins. */
    static Calibration calibration(String label, Outcomes outcomes, int code) {
        var weights = new double[BINS];
        var predicted = new double[BINS];
        var positives = new double[BINS];
        for (int row = 0; row < outcomes.rows(); row++) {
            double probability = outcomes.score(row, code);
            int bin = bin(probability);
            double weight = outcomes.weights()[row];
            weights[bin] += weight;
            predicted[bin] += weight * probability;
            positives[bin] += outcomes.truth()[row] == code ? weight : 0;
        }
        var means = new ArrayList<Double>();
        var fractions = new ArrayList<Double>();
        var sizes = new ArrayList<Double>();
        for (int bin = 0; bin < BINS; bin++) {
            if (weights[bin] > 0) {
                means.add(predicted[bin] / weights[bin]);
                fractions.add(positives[bin] / weights[bin]);
                sizes.add(weights[bin]);
            }
        }
        return new Calibration(label, means, fractions, sizes);
    }

    /** A probability on the border of two bins belongs to the lower one. */
    private static int bin(double probability) {
        int bin = 0;
        while (bin < BINS - 1 && probability > (bin + 1) * (1.0 / BINS)) {
            bin++;
        }
        return bin;
    }
}
