package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.Forest;
import io.easyml.trainer.tree.TreeSettings;
import io.easyml.trainer.tree.TreeSettings.Criterion;
import io.easyml.trainer.tree.TreesModel;
import java.time.InstantSource;
import java.util.List;

/**
 * One CART tree (Breiman et al. 1984), random forests (Breiman 2001) and extremely randomized trees (Geurts, Ernst and
 * Wehenkel 2006).
 */
record Trees(Kind kind, Hyperparameters hyperparameters) implements Algorithm {

    enum Kind {
        DECISION_TREE,
        RANDOM_FOREST,
        EXTRA_TREES
    }

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var forest = Forest.grow(
                data.withClassWeights(hyperparameters).treeData(data.split().training()),
                settings(data),
                data.seed(),
                data.source(),
                InstantSource.system().instant(),
                progress::done,
                progress::cancelled);
        return new Fit(TreesModel.of(forest), List.of(), data.features().space().byColumn(forest.importances()));
    }

    private TreeSettings settings(TrainingData data) {
        int features = data.features().space().names().size();
        return new TreeSettings(
                kind == Kind.DECISION_TREE ? 1 : hyperparameters.whole("n_estimators"),
                hyperparameters.whole("max_depth"),
                hyperparameters.whole("min_samples_leaf"),
                hyperparameters.whole("min_samples_split"),
                TreeSettings.count(hyperparameters.text("max_features"), features),
                hyperparameters.whole("max_leaf_nodes"),
                hyperparameters.number("min_impurity_decrease"),
                criterion(data),
                kind != Kind.DECISION_TREE && hyperparameters.truth("bootstrap"),
                kind == Kind.EXTRA_TREES);
    }

    private Criterion criterion(TrainingData data) {
        if (data.target() instanceof Target.Values) {
            return Criterion.SQUARED_ERROR;
        }
        return hyperparameters.text("criterion").equals("gini") ? Criterion.GINI : Criterion.ENTROPY;
    }
}
