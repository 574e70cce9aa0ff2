package io.easyml.trainer.evaluation;

import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.evaluation.Evaluation.ClassQuality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Metrics of classes, as scikit-learn defines them; a quotient with nothing below it is 0. */
final class ClassEvaluation {

    private final Predictions.Classes predicted;
    private final int[] truth;
    private final int[][] confusion;

    ClassEvaluation(Predictions.Classes predicted, int[] truth) {
        this.predicted = predicted;
        this.truth = truth;
        int classes = predicted.labels().size();
        this.confusion = new int[classes][classes];
        for (int i = 0; i < truth.length; i++) {
            confusion[truth[i]][predicted.codes()[i]]++;
        }
    }

    Evaluation evaluate() {
        var qualities = new ArrayList<ClassQuality>();
        int right = 0;
        for (int code = 0; code < confusion.length; code++) {
            qualities.add(quality(code));
            right += confusion[code][code];
        }
        // a class that is neither in the truth nor predicted is no class of these rows
        var seen = IntStream.range(0, confusion.length)
                .filter(code -> qualities.get(code).support() > 0 || predictedAs(code) > 0)
                .mapToObj(qualities::get)
                .toList();
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("accuracy", (double) right / truth.length);
        metrics.put(
                "balanced_accuracy",
                seen.stream()
                        .filter(quality -> quality.support() > 0)
                        .mapToDouble(ClassQuality::recall)
                        .average()
                        .orElse(0));
        metrics.put("f1_macro", macro(seen, ClassQuality::f1));
        metrics.put(
                "f1_weighted",
                seen.stream()
                                .mapToDouble(quality -> quality.f1() * quality.support())
                                .sum()
                        / truth.length);
        metrics.put("precision_macro", macro(seen, ClassQuality::precision));
        metrics.put("recall_macro", macro(seen, ClassQuality::recall));
        if (confusion.length == 2 && qualities.stream().allMatch(quality -> quality.support() > 0)) {
            metrics.put("roc_auc", areaUnderCurve());
        }
        metrics.put("log_loss", logLoss());
        var table = Arrays.stream(confusion)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        return new Evaluation(metrics, predicted.labels(), table, List.copyOf(qualities), truth.length);
    }

    private static double macro(List<ClassQuality> qualities, ToDoubleFunction<ClassQuality> metric) {
        return qualities.stream().mapToDouble(metric).average().orElse(0);
    }

    private int predictedAs(int code) {
        return Arrays.stream(confusion).mapToInt(row -> row[code]).sum();
    }

    private ClassQuality quality(int code) {
        int support = Arrays.stream(confusion[code]).sum();
        int claimed = predictedAs(code);
        double hit = confusion[code][code];
        return new ClassQuality(
                predicted.labels().get(code),
                claimed == 0 ? 0 : hit / claimed,
                support == 0 ? 0 : hit / support,
                support + claimed == 0 ? 0 : 2 * hit / (support + claimed),
                support);
    }

    /** Probabilities are kept off 0 and 1 by the machine epsilon, as scikit-learn does. */
    private double logLoss() {
        double sum = 0;
        double epsilon = Math.ulp(1.0);
        for (int i = 0; i < truth.length; i++) {
            double probability = predicted.probabilities()[i][truth[i]];
            sum -= Math.log(Math.min(1 - epsilon, Math.max(epsilon, probability)));
        }
        return sum / truth.length;
    }

    /** The Mann-Whitney statistic: how often a row of the second class gets more for it than one of the first. */
    private double areaUnderCurve() {
        var order = IntStream.range(0, truth.length)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        predicted.probabilities()[a][1], predicted.probabilities()[b][1]))
                .mapToInt(Integer::intValue)
                .toArray();
        double rankSum = 0;
        long positives = 0;
        int start = 0;
        while (start < order.length) {
            int end = start;
            double score = predicted.probabilities()[order[start]][1];
            while (end < order.length && predicted.probabilities()[order[end]][1] == score) {
                end++;
            }
            double rank = (start + 1 + end) / 2.0;
            for (int i = start; i < end; i++) {
                if (truth[order[i]] == 1) {
                    rankSum += rank;
                    positives++;
                }
            }
            start = end;
        }
        double negatives = truth.length - (double) positives;
        return (rankSum - positives * (positives + 1.0) / 2) / (positives * negatives);
    }
}
