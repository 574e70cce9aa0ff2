package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.List;
import org.tribuo.classification.Label;

/** Naive Bayes with a normal distribution per class and feature, as scikit-learn fits it. */
record GaussianNaiveBayes(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var classes = data.classes();
        var domain = Domain.of(data, classes);
        var rows = SparseRows.of(data.features(), data.split().training());
        var weights = data.withClassWeights(classes, hyperparameters).trainingWeights();
        int width = rows.features();
        int outputs = domain.outputs().size();
        var codes = data.trainingCodes(classes);
        var total = new double[outputs];
        var means = new double[outputs][width];
        var variances = new double[outputs][width];
        var idOfCode = classes.labels().stream()
                .mapToInt(label -> domain.outputs().getID(new Label(label)))
                .toArray();
        for (int row = 0; row < codes.length; row++) {
            int id = idOfCode[codes[row]];
            total[id] += weights[row];
            rows.addTo(row, weights[row], means[id], 0);
        }
        for (int id = 0; id < outputs; id++) {
            for (int feature = 0; feature < width; feature++) {
                means[id][feature] /= total[id];
            }
        }
        // about the class's mean, where a value that is not stored is 0
        var stored = new double[outputs][width];
        for (int row = 0; row < codes.length; row++) {
            int id = idOfCode[codes[row]];
            for (int i = rows.starts()[row]; i < rows.starts()[row + 1]; i++) {
                int feature = rows.indices()[i];
                double distance = rows.values()[i] - means[id][feature];
                variances[id][feature] += weights[row] * distance * distance;
                stored[id][feature] += weights[row];
            }
        }
        double smoothing = hyperparameters.number("var_smoothing") * largestVariance(rows);
        double all = java.util.Arrays.stream(total).sum();
        var priors = new double[outputs];
        for (int id = 0; id < outputs; id++) {
            priors[id] = Math.log(total[id] / all);
            for (int feature = 0; feature < width; feature++) {
                double zeros = total[id] - stored[id][feature];
                double variance =
                        (variances[id][feature] + zeros * means[id][feature] * means[id][feature]) / total[id];
                // without any spread at all, a value that differs by a hair would decide everything
                variances[id][feature] = Math.max(variance + smoothing, Double.MIN_NORMAL);
            }
        }
        var provenance = domain.provenance(GaussianNaiveBayesModel.class, this, hyperparameters, data.seed());
        return new Fit(
                new GaussianNaiveBayesModel(
                        domain.carrier("gaussian-naive-bayes", provenance, true),
                        new double[][] {priors, flat(domain, means), flat(domain, variances)}),
                List.of());
    }

    private static double largestVariance(SparseRows rows) {
        var sums = new double[rows.features()];
        var squares = new double[rows.features()];
        for (int i = 0; i < rows.values().length; i++) {
            sums[rows.indices()[i]] += rows.values()[i];
            squares[rows.indices()[i]] += rows.values()[i] * rows.values()[i];
        }
        double largest = 0;
        for (int feature = 0; feature < sums.length; feature++) {
            double mean = sums[feature] / rows.size();
            largest = Math.max(largest, squares[feature] / rows.size() - mean * mean);
        }
        return largest;
    }

    private static double[] flat(Domain<Label> domain, double[][] byClass) {
        int width = domain.features().size();
        var flat = new double[byClass.length * width];
        for (int id = 0; id < byClass.length; id++) {
            System.arraycopy(domain.renumbered(byClass[id]), 0, flat, id * width, width);
        }
        return flat;
    }
}
