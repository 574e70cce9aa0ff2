package io.easyml.trainer.tree;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;

/** A forest as Tribuo sees it. */
record TribuoForest(Forest forest, TribuoFeatures features) implements TribuoView {

    TribuoForest(Forest forest) {
        this(forest, new TribuoFeatures(forest.names(), forest.features()));
    }

    @Override
    public String name() {
        return forest.trees().length == 1 ? "cart-tree" : "random-forest";
    }

    @Override
    public ImmutableFeatureMap featureMap() {
        return features.map();
    }

    @Override
    public TrainedOn trainedOn() {
        var origin = forest.origin();
        return new TrainedOn(
                origin.source(), origin.grownAt(), origin.rows(), forest.labels(), origin.targetStatistics());
    }

    @Override
    public Model<?> model() {
        if (forest.labels().isEmpty()) {
            var nodes = NodeConversion.ofValues(features, forest.leaves());
            return valueTrainer(nodes(nodes)).train(values());
        }
        var nodes = NodeConversion.ofClasses(features, forest.leaves(), forest.labels());
        return classTrainer(nodes(nodes)).train(classes());
    }

    private <T extends Output<T>> Iterator<Node<T>> nodes(NodeConversion<T> conversion) {
        return Arrays.stream(forest.trees()).map(conversion::convert).iterator();
    }

    private Trainer<Label> classTrainer(Iterator<Node<Label>> nodes) {
        return trainer(nodes, new FullyWeightedVotingCombiner());
    }

    private Trainer<Regressor> valueTrainer(Iterator<Node<Regressor>> nodes) {
        return trainer(nodes, new AveragingCombiner());
    }

    private <T extends Output<T>> Trainer<T> trainer(Iterator<Node<T>> nodes, EnsembleCombiner<T> combiner) {
        var origin = forest.origin();
        var single =
                new GrownTreeTrainer<>(nodes, origin.settings(), features.map().size(), origin.seed());
        int trees = origin.settings().trees();
        return forest.trees().length == 1 ? single : new GrownForestTrainer<>(single, combiner, trees, origin.seed());
    }

    @Override
    public ModelProvenance provenance(Dataset<?> dataset) {
        var model = forest.trees().length == 1 ? TreeModel.class : WeightedEnsembleModel.class;
        var trainer = forest.labels().isEmpty()
                ? valueTrainer(Collections.emptyIterator())
                : classTrainer(Collections.emptyIterator());
        return new ModelProvenance(
                model.getName(),
                forest.origin().grownAt().atOffset(ZoneOffset.UTC),
                dataset.getProvenance(),
                trainer.getProvenance());
    }
}
