package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.regression.slm.SparseLinearModel;

/** Predicts without looking: a linear model whose weights are 0. What every other model must beat. */
record Dummy(Hyperparameters hyperparameters) implements Algorithm {

    /** The logarithm of a probability that is 0 for every purpose, but a number that can be stored. */
    private static final double IMPOSSIBLE = -700;

    @Override
    public Encoding encoding() {
        return Encoding.COUNTS;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        int width = data.features().space().names().size() + 1;
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var domain = Domain.of(data, classes);
                var biases = biases(data, classes);
                var weights = new double[biases.length][width];
                for (int code = 0; code < biases.length; code++) {
                    weights[code][width - 1] = biases[code];
                }
                yield new Fit(
                        LinearModels.ofClasses(
                                "dummy",
                                domain,
                                classes.labels(),
                                weights,
                                domain.provenance(LinearSGDModel.class, this, hyperparameters, data.seed())),
                        List.of());
            }
            case Target.Values values -> {
                var domain = Domain.of(data, values);
                var weights = new double[width];
                weights[width - 1] = constant(data, values);
                yield new Fit(
                        LinearModels.ofValues(
                                "dummy",
                                domain,
                                weights,
                                domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed())),
                        List.of());
            }
        };
    }

    private double[] biases(TrainingData data, Target.Classes classes) {
        var sums = data.withClassWeights(classes, hyperparameters).classWeights(classes);
        double total = Arrays.stream(sums).sum();
        double most = Arrays.stream(sums).max().orElse(0);
        int frequent = 0;
        while (sums[frequent] < most) {
            frequent++;
        }
        var biases = new double[sums.length];
        for (int code = 0; code < sums.length; code++) {
            biases[code] = switch (hyperparameters.text("strategy")) {
                case "uniform" -> 0;
                case "most_frequent" -> code == frequent ? 0 : IMPOSSIBLE;
                default -> sums[code] > 0 ? Math.log(sums[code] / total) : IMPOSSIBLE;
            };
        }
        return biases;
    }

    private double constant(TrainingData data, Target.Values values) {
        var targets = data.trainingValues(values);
        var weights = data.trainingWeights();
        return switch (hyperparameters.text("strategy")) {
            case "mean" -> {
                double sum = 0;
                double total = 0;
                for (int i = 0; i < targets.length; i++) {
                    sum += targets[i] * weights[i];
                    total += weights[i];
                }
                yield sum / total;
            }
            case "median" -> quantile(targets, weights, 0.5);
            default -> quantile(targets, weights, hyperparameters.number("quantile"));
        };
    }

    /** Between the two values around it, as scikit-learn and numpy do; by weight where rows have one. */
    private static double quantile(double[] targets, double[] weights, double part) {
        if (Arrays.stream(weights).allMatch(weight -> weight == weights[0])) {
            var sorted = targets.clone();
            Arrays.sort(sorted);
            double place = part * (sorted.length - 1);
            int below = (int) Math.floor(place);
            int above = (int) Math.ceil(place);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }
        var order = java.util.stream.IntStream.range(0, targets.length)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> targets[i]))
                .toList();
        double wanted = part * Arrays.stream(weights).sum();
        double sum = 0;
        for (int i : order) {
            sum += weights[i];
            if (sum >= wanted) {
                return targets[i];
            }
        }
        return targets[order.getLast()];
    }
}
