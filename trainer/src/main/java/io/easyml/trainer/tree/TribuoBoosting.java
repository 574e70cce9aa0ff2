package io.easyml.trainer.tree;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.RealInfo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.xgboost.XGBoostClassificationConverter;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.common.xgboost.XGBoostOutputConverter;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.xgboost.XGBoostRegressionConverter;

/** Boosted trees as Tribuo sees them: an {@code XGBoostModel}. */
record TribuoBoosting(BoostedTrees boosted, ImmutableFeatureMap featureMap) implements TribuoView {

    TribuoBoosting(BoostedTrees boosted) {
        this(boosted, featureMap(boosted));
    }

    private static ImmutableFeatureMap featureMap(BoostedTrees boosted) {
        List<VariableInfo> infos = new ArrayList<>();
        for (int feature = 0; feature < boosted.names().size(); feature++) {
            var of = boosted.features()[feature];
            infos.add(new RealInfo(
                    boosted.names().get(feature), of.present(), of.max(), of.min(), of.mean(), of.sumSquares()));
        }
        return new ImmutableFeatureMap(infos);
    }

    @Override
    public String name() {
        return "xgboost";
    }

    @Override
    public TrainedOn trainedOn() {
        var origin = boosted.origin();
        return new TrainedOn(
                origin.source(), origin.grownAt(), origin.rows(), boosted.labels(), origin.targetStatistics());
    }

    @Override
    public Model<?> model() {
        if (boosted.labels().isEmpty()) {
            return model(values(), new int[] {0}, new XGBoostRegressionConverter());
        }
        var classes = classes();
        // Tribuo numbers the labels in its own way
        var ids = boosted.labels().stream()
                .mapToInt(label -> classes.getOutputIDInfo().getID(new Label(label)))
                .toArray();
        return model(classes, ids, new XGBoostClassificationConverter());
    }

    private <T extends Output<T>> Model<T> model(
            Dataset<T> dataset, int[] outputIds, XGBoostOutputConverter<T> converter) {
        var featureIds = boosted.names().stream().mapToInt(featureMap::getID).toArray();
        var document = new XgboostDocument(boosted, featureIds, outputIds);
        try {
            var booster = document.booster();
            NativeLibrary.removeUnpacked();
            return new GrownBoostingTrainer<>(boosted.rounds(), parameters(), converter)
                    .model(name(), provenance(dataset), dataset, booster);
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost cannot take the trees in: " + failed.getMessage(), failed);
        }
    }

    private Map<String, Object> parameters() {
        var settings = boosted.origin().settings();
        var parameters = new HashMap<String, Object>();
        parameters.put("objective", XgboostDocument.objective(boosted.labels().size()));
        parameters.put("tree_method", "hist");
        parameters.put("eta", settings.learningRate());
        parameters.put("max_depth", settings.maxDepth());
        parameters.put("min_child_weight", settings.minChildWeight());
        parameters.put("subsample", settings.subsample());
        parameters.put("colsample_bytree", settings.columnSample());
        parameters.put("gamma", settings.gamma());
        parameters.put("alpha", settings.alpha());
        parameters.put("lambda", settings.lambda());
        parameters.put("seed", (int) (boosted.origin().seed() & Integer.MAX_VALUE));
        return parameters;
    }

    @Override
    public ModelProvenance provenance(Dataset<?> dataset) {
        var origin = boosted.origin();
        var trainer = boosted.labels().isEmpty()
                ? new GrownBoostingTrainer<>(boosted.rounds(), parameters(), new XGBoostRegressionConverter())
                : new GrownBoostingTrainer<>(boosted.rounds(), parameters(), new XGBoostClassificationConverter());
        return new ModelProvenance(
                XGBoostModel.class.getName(),
                origin.grownAt().atOffset(ZoneOffset.UTC),
                dataset.getProvenance(),
                trainer.getProvenance());
    }
}
