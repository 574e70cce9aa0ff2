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
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * Trees in the place of a Tribuo model. Tribuo's own, which takes many times the memory, is made when somebody asks for what
 * only it can do: answer single examples, and be written as protobuf.
 */
public final class TreesModel<T extends Output<T>> extends Model<T> {

    private static final long serialVersionUID = 1L;

    private final transient TreeEnsemble trees;
    private final transient TribuoView view;
    private final Class<T> outputs;
    private transient @Nullable Model<T> genuine;

    private TreesModel(TreeEnsemble trees, TribuoView view, Dataset<T> dataset, Class<T> outputs) {
        super(
                view.name(),
                view.provenance(dataset),
                dataset.getFeatureIDMap(),
                dataset.getOutputIDInfo(),
                !trees.labels().isEmpty());
        this.trees = trees;
        this.view = view;
        this.outputs = outputs;
    }

    public static TreesModel<?> of(TreeEnsemble trees) {
        var view = switch (trees) {
            case Forest forest -> new TribuoForest(forest);
            case BoostedTrees boosted -> new TribuoBoosting(boosted);
        };
        return trees.labels().isEmpty()
                ? new TreesModel<>(trees, view, view.values(), Regressor.class)
                : new TreesModel<>(trees, view, view.classes(), Label.class);
    }

    public TreeEnsemble trees() {
        return trees;
    }

    /** A {@code TreeModel}, {@code WeightedEnsembleModel} or {@code XGBoostModel} that predicts the same. */
    public synchronized Model<T> tribuo() {
        if (genuine == null) {
            genuine = view.model().castModel(outputs);
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
