package io.easyml.trainer.tree;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;

/**
 * A forest in the place of a Tribuo model. Tribuo's own, which takes many times the memory, is made when somebody asks
 * for what only it can do: answer single examples, and be written as protobuf.
 */
public final class ForestModel<T extends Output<T>> extends Model<T> {

    private static final long serialVersionUID = 1L;

    private final transient Forest forest;
    private final Class<T> outputs;
    private transient @Nullable Model<T> genuine;

    private ForestModel(
            TribuoForest view, Forest forest, Dataset<T> dataset, EnsembleCombiner<T> combiner, Class<T> of) {
        super(
                forest.trees().length == 1 ? "cart-tree" : "random-forest",
                view.provenance(dataset, combiner),
                dataset.getFeatureIDMap(),
                dataset.getOutputIDInfo(),
                !forest.labels().isEmpty());
        this.forest = forest;
        this.outputs = of;
    }

    public static ForestModel<?> of(Forest forest) {
        var view = new TribuoForest(forest);
        return forest.labels().isEmpty()
                ? new ForestModel<>(view, forest, view.values(), new AveragingCombiner(), Regressor.class)
                : new ForestModel<>(view, forest, view.classes(), new FullyWeightedVotingCombiner(), Label.class);
    }

    public Forest forest() {
        return forest;
    }

    /** A {@code TreeModel} or a {@code WeightedEnsembleModel} that predicts the same. */
    public synchronized Model<T> tribuo() {
        if (genuine == null) {
            genuine = forest.model().castModel(outputs);
        }
        return genuine;
    }

    @Override
    public Prediction<T> predict(Example<T> example) {
        return tribuo().predict(example);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return tribuo().getTopFeatures(n);
    }

    @Override
    public Optional<Excuse<T>> getExcuse(Example<T> example) {
        return tribuo().getExcuse(example);
    }

    @Override
    public ModelProto serialize() {
        return tribuo().serialize();
    }

    @Override
    protected Model<T> copy(String newName, ModelProvenance newProvenance) {
        return tribuo().copy();
    }
}
