package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Model;
import org.tribuo.classification.sgd.LabelObjective;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.fm.FMRegressionTrainer;
import org.tribuo.regression.sgd.objectives.Huber;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.regression.slm.SparseLinearModel;

/** Linear models and factorization machines, fitted row by row with AdaGrad (Duchi et al. 2011) by Tribuo. */
record StochasticGradient(Hyperparameters hyperparameters, boolean factorized) implements Algorithm {

    private static final double STABILITY = 1e-6;
    private static final int SILENT = -1;

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var optimiser = new AdaGrad(hyperparameters.number("learning_rate"), STABILITY);
        int passes = hyperparameters.whole("max_iter");
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var trainer = factorized
                        ? new FMClassificationTrainer(
                                labelObjective(), optimiser, passes, SILENT, 1, data.seed(), factors(), start())
                        : new LinearSGDTrainer(labelObjective(), optimiser, passes, SILENT, 1, data.seed());
                yield new Fit(
                        trainer.train(
                                data.withClassWeights(classes, hyperparameters).labelled(classes)),
                        List.of());
            }
            case Target.Values values ->
                factorized
                        ? new Fit(
                                new FMRegressionTrainer(
                                                new SquaredLoss(),
                                                optimiser,
                                                passes,
                                                SILENT,
                                                1,
                                                data.seed(),
                                                factors(),
                                                start(),
                                                true)
                                        .train(data.valued(values)),
                                List.of())
                        : new Fit(linear(data, values, optimiser, passes), List.of());
        };
    }

    /** Fitted to the standardised target, since step sizes have no unit; the weights are brought back. */
    private Model<Regressor> linear(TrainingData data, Target.Values values, AdaGrad optimiser, int passes) {
        var training = data.trainingValues(values);
        double mean = Arrays.stream(training).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(training)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
        double scale = deviation > 0 ? deviation : 1;
        var standardised = Arrays.stream(values.values())
                .map(value -> (value - mean) / scale)
                .toArray();
        var objective = hyperparameters.text("loss").equals("huber") ? new Huber() : new SquaredLoss();
        var fitted = new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                        objective, optimiser, passes, SILENT, 1, data.seed())
                .train(data.valued(new Target.Values(standardised)));
        var names = data.features().space().names();
        var byId = fitted.getWeightsCopy();
        var weights = new double[names.size() + 1];
        for (int i = 0; i < names.size(); i++) {
            int id = fitted.getFeatureIDMap().getID(names.get(i));
            weights[i] = id < 0 ? 0 : scale * byId.get(0, id);
        }
        weights[names.size()] = scale * byId.get(0, fitted.getFeatureIDMap().size()) + mean;
        var domain = Domain.of(data, values);
        return LinearModels.ofValues(
                "sgd", domain, weights, domain.provenance(SparseLinearModel.class, this, hyperparameters, data.seed()));
    }

    private LabelObjective labelObjective() {
        return !factorized && hyperparameters.text("loss").equals("hinge") ? new Hinge() : new LogMulticlass();
    }

    private int factors() {
        return hyperparameters.whole("n_factors");
    }

    private double start() {
        return hyperparameters.number("init_std");
    }
}
