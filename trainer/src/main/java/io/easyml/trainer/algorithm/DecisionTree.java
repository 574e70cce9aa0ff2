package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.List;

/** One CART tree. */
record DecisionTree(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var names = data.features().space().names();
        var settings = TreeSettings.of(hyperparameters, names.size());
        var trees = new Forest(data, settings).grow(1, false, progress);
        return switch (data.target()) {
            case Target.Classes classes -> {
                var dataset = data.labelled(classes);
                var conversion = NodeConversion.ofClasses(names, dataset.getFeatureIDMap(), classes.labels());
                yield new Fit(
                        new GrownTreeTrainer<>(trees, conversion, settings, data.seed()).train(dataset), List.of());
            }
            case Target.Values values -> {
                var dataset = data.valued(values);
                var conversion = NodeConversion.ofValues(names, dataset.getFeatureIDMap());
                yield new Fit(
                        new GrownTreeTrainer<>(trees, conversion, settings, data.seed()).train(dataset), List.of());
            }
        };
    }
}
