package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.Forest;
import io.easyml.trainer.tree.ForestModel;
import io.easyml.trainer.tree.TreeData;
import io.easyml.trainer.tree.TreeSettings;
import io.easyml.trainer.tree.TreeSettings.Criterion;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                treeData(data),
                settings(data),
                data.seed(),
                data.source(),
                InstantSource.system().instant(),
                progress::done,
                progress::cancelled);
        return new Fit(
                ForestModel.of(forest), List.of(), data.features().space().byColumn(forest.importances()));
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

    private TreeData treeData(TrainingData data) {
        var rows = data.split().training();
        TreeData.Columns columns = feature -> data.features().column(feature, rows);
        var names = data.features().space().names();
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var codes = data.trainingCodes(classes);
                var weights = weights(data.withClassWeights(classes, hyperparameters));
                yield new TreeData(names, rows.length, columns, classes.labels(), codes, null, weights);
            }
            case Target.Values values ->
                new TreeData(names, rows.length, columns, List.of(), null, data.trainingValues(values), weights(data));
        };
    }

    /** Null where all rows count the same. */
    private static double @Nullable [] weights(TrainingData data) {
        return data.weights() == null ? null : data.trainingWeights();
    }
}
