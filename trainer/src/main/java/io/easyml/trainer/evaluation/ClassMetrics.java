package io.easyml.trainer.evaluation;

import io.easyml.trainer.evaluation.Evaluation.ClassQuality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Metrics of classes, as scikit-learn 1.9 defines them; a quotient with nothing below it is 0, and a metric that has no
 * meaning for these rows is left out.
 */
final class ClassMetrics {

    private final Outcomes outcomes;
    private final double[][] confusion;
    private final double total;

    ClassMetrics(Outcomes outcomes) {
        this.outcomes = outcomes;
        this.confusion = outcomes.confusion();
        this.total = Arrays.stream(outcomes.weights()).sum();
    }

    Map<String, Double> all() {
        var qualities = qualities();
        // a class that is neither in the truth nor predicted is no class of these rows
        var seen = IntStream.range(0, confusion.length)
                .filter(code -> support(code) > 0 || predictedAs(code) > 0)
                .mapToObj(qualities::get)
                .toList();
        double right = IntStream.range(0, confusion.length)
                .mapToDouble(code -> confusion[code][code])
                .sum();
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("accuracy", right / total);
        metrics.put(
                "balanced_accuracy",
                seen.stream()
                        .filter(quality -> quality.support() > 0)
                        .mapToDouble(ClassQuality::recall)
                        .average()
                        .orElse(0));
        metrics.put("f1_macro", macro(seen, ClassQuality::f1));
        metrics.put("f1_micro", right / total);
        metrics.put("f1_weighted", weighted(seen, ClassQuality::f1));
        metrics.put("precision_macro", macro(seen, ClassQuality::precision));
        metrics.put("precision_weighted", weighted(seen, ClassQuality::precision));
        metrics.put("recall_macro", macro(seen, ClassQuality::recall));
        metrics.put("recall_weighted", weighted(seen, ClassQuality::recall));
        metrics.put("matthews_corrcoef", matthews());
        ranked(metrics);
        if (outcomes.predicted().probabilistic()) {
            metrics.put("log_loss", logLoss());
            metrics.put("brier_score", brier());
        }
        return metrics;
    }

    List<ClassQuality> qualities() {
        var qualities = new ArrayList<ClassQuality>();
        for (int code = 0; code < confusion.length; code++) {
            double hit = confusion[code][code];
            double support = support(code);
            double claimed = predictedAs(code);
            qualities.add(new ClassQuality(
                    outcomes.predicted().labels().get(code),
                    claimed == 0 ? 0 : hit / claimed,
                    support == 0 ? 0 : hit / support,
                    support + claimed == 0 ? 0 : 2 * hit / (support + claimed),
                    support));
        }
        return List.copyOf(qualities);
    }

    private double support(int code) {
        return Arrays.stream(confusion[code]).sum();
    }

    private double predictedAs(int code) {
        return Arrays.stream(confusion).mapToDouble(row -> row[code]).sum();
    }

    private static double macro(List<ClassQuality> qualities, ToDoubleFunction<ClassQuality> metric) {
        return qualities.stream().mapToDouble(metric).average().orElse(0);
    }

    private double weighted(List<ClassQuality> qualities, ToDoubleFunction<ClassQuality> metric) {
        return qualities.stream()
                        .mapToDouble(quality -> metric.applyAsDouble(quality) * quality.support())
                        .sum()
                / total;
    }

    /** The correlation of truth and prediction (Gorodkin 2004). */
    private double matthews() {
        double right = 0;
        double together = 0;
        double predictedSquares = 0;
        double trueSquares = 0;
        for (int code = 0; code < confusion.length; code++) {
            right += confusion[code][code];
            together += support(code) * predictedAs(code);
            predictedSquares += predictedAs(code) * predictedAs(code);
            trueSquares += support(code) * support(code);
        }
        double below = (total * total - predictedSquares) * (total * total - trueSquares);
        return below == 0 ? 0 : (right * total - together) / Math.sqrt(below);
    }

    /** One class against the rest, averaged over the classes that are in the truth, if others are too. */
    private void ranked(Map<String, Double> metrics) {
        var rankings = Arrays.stream(outcomes.positives())
                .filter(outcomes::isDecidable)
                .mapToObj(code -> Ranking.of(outcomes, code))
                .filter(ranking -> ranking.allPositives() > 0 && ranking.allNegatives() > 0)
                .toList();
        if (!rankings.isEmpty()) {
            metrics.put(
                    "roc_auc",
                    rankings.stream().mapToDouble(Ranking::rocAuc).average().orElse(0));
            metrics.put(
                    "average_precision",
                    rankings.stream()
                            .mapToDouble(Ranking::averagePrecision)
                            .average()
                            .orElse(0));
        }
    }

    /** Probabilities are kept off 0 and 1 by the machine epsilon, as scikit-learn does. */
    private double logLoss() {
        double sum = 0;
        double epsilon = Math.ulp(1.0);
        for (int row = 0; row < outcomes.rows(); row++) {
            double probability = outcomes.score(row, outcomes.truth()[row]);
            sum -= outcomes.weights()[row] * Math.log(Math.min(1 - epsilon, Math.max(epsilon, probability)));
        }
        return sum / total;
    }

    /** The mean squared error of the probabilities (Brier 1950): of two classes of the second's, of more summed over all. */
    private double brier() {
        double sum = 0;
        for (int row = 0; row < outcomes.rows(); row++) {
            for (int code : outcomes.positives()) {
                double error = outcomes.score(row, code) - (outcomes.truth()[row] == code ? 1 : 0);
                sum += outcomes.weights()[row] * error * error;
            }
        }
        return sum / total;
    }
}
