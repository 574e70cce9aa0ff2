package io.easyml.trainer.tree;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;

/** A forest as Tribuo sees it. */
final class TribuoForest {

    /** Name of the one dimension of our regressors. */
    static final String DIMENSION = "target";

    private final Forest forest;
    private final TribuoFeatures features;

    TribuoForest(Forest forest) {
        this.forest = forest;
        this.features = new TribuoFeatures(forest.names(), forest.features());
    }

    TribuoFeatures features() {
        return features;
    }

    Model<?> model() {
        return forest.labels().isEmpty()
                ? model(values(), NodeConversion.ofValues(features, forest.leaves()), new AveragingCombiner())
                : model(
                        classes(),
                        NodeConversion.ofClasses(features, forest.leaves(), forest.labels()),
                        new FullyWeightedVotingCombiner());
    }

    Dataset<Label> classes() {
        return dataset(Outputs.ofClasses(forest.labels(), forest.origin().targetStatistics()), new LabelFactory());
    }

    Dataset<Regressor> values() {
        return dataset(Outputs.ofValues(DIMENSION, forest.origin().targetStatistics()), new RegressionFactory());
    }

    private <T extends Output<T>> Dataset<T> dataset(MutableOutputInfo<T> outputs, OutputFactory<T> factory) {
        return new DomainDataset<>(
                forest.origin().source(), grownAt(), forest.origin().rows(), features.map(), outputs, factory);
    }

    private <T extends Output<T>> Model<T> model(
            Dataset<T> dataset, NodeConversion<T> conversion, EnsembleCombiner<T> combiner) {
        Iterator<Node<T>> nodes =
                Arrays.stream(forest.trees()).map(conversion::convert).iterator();
        return trainer(nodes, combiner).train(dataset);
    }

    private <T extends Output<T>> Trainer<T> trainer(Iterator<Node<T>> nodes, EnsembleCombiner<T> combiner) {
        var origin = forest.origin();
        var single =
                new GrownTreeTrainer<>(nodes, origin.settings(), features.map().size(), origin.seed());
        int trees = origin.settings().trees();
        return forest.trees().length == 1 ? single : new GrownForestTrainer<>(single, combiner, trees, origin.seed());
    }

    private OffsetDateTime grownAt() {
        return forest.origin().grownAt().atOffset(ZoneOffset.UTC);
    }

    /** What the model will say of itself, without making its nodes. */
    <T extends Output<T>> ModelProvenance provenance(Dataset<T> dataset, EnsembleCombiner<T> combiner) {
        var model = forest.trees().length == 1 ? TreeModel.class : WeightedEnsembleModel.class;
        return new ModelProvenance(
                model.getName(),
                grownAt(),
                dataset.getProvenance(),
                trainer(Collections.emptyIterator(), combiner).getProvenance());
    }
}
