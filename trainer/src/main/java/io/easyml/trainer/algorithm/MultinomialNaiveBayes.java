package io.easyml.trainer.algorithm;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.TrainingFailure;
import java.util.Arrays;
import java.util.List;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * Naive Bayes for counts with class priors, which Tribuo's leaves out. The logarithm of what it multiplies is a weighted
 * sum of the counts, so it comes out as a linear model.
 */
record MultinomialNaiveBayes(Hyperparameters hyperparameters) implements Algorithm {

    private static final double IMPOSSIBLE = -700;

    @Override
    public Encoding encoding() {
        return Encoding.COUNTS;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var classes = data.classes();
        var domain = Domain.of(data, classes);
        var rows = SparseRows.of(data.features(), data.split().training());
        requireCounts(rows, data.features().space().names());
        int width = rows.features();
        var codes = data.trainingCodes(classes);
        var weighted = data.withClassWeights(classes, hyperparameters);
        var weights = weighted.trainingWeights();
        var sums = new double[classes.labels().size()][width + 1];
        for (int row = 0; row < codes.length; row++) {
            rows.addTo(row, weights[row], sums[codes[row]], 0);
        }
        double alpha = hyperparameters.number("alpha");
        var ofClass = weighted.classWeights(classes);
        double all = Arrays.stream(ofClass).sum();
        for (int code = 0; code < sums.length; code++) {
            double total = Arrays.stream(sums[code], 0, width).sum() + alpha * width;
            for (int feature = 0; feature < width; feature++) {
                sums[code][feature] = Math.log((sums[code][feature] + alpha) / total);
            }
            sums[code][width] = ofClass[code] > 0 ? Math.log(ofClass[code] / all) : IMPOSSIBLE;
        }
        return new Fit(
                LinearModels.ofClasses(
                        "multinomial-naive-bayes",
                        domain,
                        classes.labels(),
                        sums,
                        domain.provenance(LinearSGDModel.class, this, hyperparameters, data.seed())),
                List.of());
    }

    private static void requireCounts(SparseRows rows, List<String> names) {
        for (int i = 0; i < rows.values().length; i++) {
            if (rows.values()[i] < 0) {
                throw new TrainingFailure(
                        FailureCode.REQUEST_INVALID,
                        "Column `" + names.get(rows.indices()[i]) + "` has the negative number " + rows.values()[i]
                                + ", but multinomial_nb takes counts. Choose gaussian_nb, or leave the column out.");
            }
        }
    }
}
