package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.Output;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.regression.ensemble.AveragingCombiner;

/** A random forest (Breiman 2001): bootstrapped CART trees with random features at each split, averaged. */
record RandomForest(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var names = data.features().space().names();
        var settings = TreeSettings.of(hyperparameters, names.size());
        var trees = new Forest(data, settings).grow(hyperparameters.whole("n_estimators"), true, progress);
        return switch (data.target()) {
            case Target.Classes classes -> {
                var dataset = data.labelled(classes);
                var conversion = NodeConversion.ofClasses(names, dataset.getFeatureIDMap(), classes.labels());
                yield handOver(trees, conversion, settings, data, dataset, new FullyWeightedVotingCombiner());
            }
            case Target.Values values -> {
                var dataset = data.valued(values);
                var conversion = NodeConversion.ofValues(names, dataset.getFeatureIDMap());
                yield handOver(trees, conversion, settings, data, dataset, new AveragingCombiner());
            }
        };
    }

    private static <T extends Output<T>> Fit handOver(
            List<GrownTree> trees,
            NodeConversion<T> conversion,
            TreeSettings settings,
            TrainingData data,
            Dataset<T> dataset,
            EnsembleCombiner<T> combiner) {
        var treeTrainer = new GrownTreeTrainer<>(trees, conversion, settings, data.seed());
        return new Fit(
                new GrownForestTrainer<>(treeTrainer, combiner, trees.size(), data.seed()).train(dataset), List.of());
    }
}
