package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tribuo.classification.Label;

/** AdaBoost for any number of classes: SAMME (Zhu, Zou, Rosset and Hastie 2009), as scikit-learn does it. */
record AdaBoost(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var classes = data.classes();
        var domain = Domain.of(data, classes);
        var codes = Arrays.stream(data.trainingCodes(classes))
                .map(code -> domain.outputs().getID(new Label(classes.labels().get(code))))
                .toArray();
        var weights = data.withClassWeights(classes, hyperparameters).trainingWeights();
        var grower = new WeightedTreeGrower(
                data.features().columns(data.split().training()),
                codes,
                domain.outputs().size(),
                hyperparameters.whole("max_depth"));
        var trees = new ArrayList<WeightedTree>();
        var votes = new ArrayList<Double>();
        var gains = new double[data.features().space().names().size()];
        int most = hyperparameters.whole("n_estimators");
        double rate = hyperparameters.number("learning_rate");
        int classCount = domain.outputs().size();
        normalise(weights);
        while (trees.size() < most) {
            var grown = grower.grow(weights);
            double error = 0;
            for (int row = 0; row < codes.length; row++) {
                error += grown.classes()[row] == codes[row] ? 0 : weights[row];
            }
            if (error >= 1 - 1.0 / classCount && !trees.isEmpty()) {
                break;
            }
            trees.add(grown.tree());
            if (error <= 0 || error >= 1 - 1.0 / classCount) {
                votes.add(1.0);
                grown.addGains(gains, 1);
                break;
            }
            double vote = rate * (Math.log((1 - error) / error) + Math.log(classCount - 1.0));
            votes.add(vote);
            grown.addGains(gains, vote);
            for (int row = 0; row < codes.length; row++) {
                weights[row] *= grown.classes()[row] == codes[row] ? 1 : Math.exp(vote);
            }
            normalise(weights);
            progress.done((double) trees.size() / most);
        }
        var provenance = domain.provenance(AdaBoostModel.class, this, hyperparameters, data.seed());
        return new Fit(
                new AdaBoostModel(
                        domain.carrier("ada-boost", provenance, true),
                        AdaBoostModel.arrays(
                                trees,
                                votes.stream().mapToDouble(Double::doubleValue).toArray(),
                                domain.ids())),
                List.of(),
                data.features().space().byColumn(gains));
    }

    private static void normalise(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
    }
}
