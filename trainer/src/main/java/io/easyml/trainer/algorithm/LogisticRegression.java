package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/** L2-regularised logistic regression, multinomial where there are more than two classes, by L-BFGS. */
record LogisticRegression(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var classes = data.classes();
        var weighted = data.withClassWeights(classes, hyperparameters);
        var domain = Domain.of(data, classes);
        var rows = SparseRows.of(data.features(), data.split().training());
        int maxIterations = hyperparameters.whole("max_iter");
        var present = present(data, classes);
        var loss = new LogisticLoss(
                rows,
                present.codes(),
                present.labels().size(),
                weighted.trainingWeights(),
                hyperparameters.number("C"),
                hyperparameters.truth("fit_intercept"));
        var x = Lbfgs.minimise(
                loss,
                new double[loss.size()],
                hyperparameters.number("tol"),
                maxIterations,
                // most end long before the limit, so the bar slows down instead of standing still
                iteration -> progress.done(iteration / (iteration + 30.0)));
        return new Fit(
                LinearModels.ofClasses(
                        "logistic-regression",
                        domain,
                        present.labels(),
                        weights(x, present.labels().size(), rows.features() + 1),
                        domain.provenance(LinearSGDModel.class, this, hyperparameters, data.seed())),
                List.of());
    }

    /** The classes that the training part has: one that it lacks can get no weights. */
    private static Target.Classes present(TrainingData data, Target.Classes classes) {
        var codes = data.trainingCodes(classes);
        var used = Arrays.stream(codes).distinct().sorted().toArray();
        return new Target.Classes(
                Arrays.stream(codes)
                        .map(code -> Arrays.binarySearch(used, code))
                        .toArray(),
                Arrays.stream(used).mapToObj(classes.labels()::get).toList());
    }

    /** Two classes share one set of weights: half of it for the second, half against it for the first. */
    private static double[][] weights(double[] x, int classes, int width) {
        var weights = new double[classes][];
        if (classes == 2) {
            weights[0] = Arrays.stream(x).map(weight -> -weight / 2).toArray();
            weights[1] = Arrays.stream(x).map(weight -> weight / 2).toArray();
        } else {
            for (int set = 0; set < classes; set++) {
                weights[set] = Arrays.copyOfRange(x, set * width, (set + 1) * width);
            }
        }
        return weights;
    }
}
