package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.HashMap;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.classification.xgboost.XGBoostClassificationConverter;
import org.tribuo.regression.xgboost.XGBoostRegressionConverter;

/** Gradient boosted trees by XGBoost (Chen and Guestrin 2016), histogram method. */
record GradientBoosting(Hyperparameters hyperparameters) implements Algorithm {

    private static final long CELLS_PER_THREAD = 50_000;

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public double validationFraction() {
        return hyperparameters.truth("early_stopping") ? hyperparameters.number("validation_fraction") : 0;
    }

    private EarlyStopping stopping() {
        return new EarlyStopping(hyperparameters.whole("n_iter_no_change"), hyperparameters.number("tol"));
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        int rounds = hyperparameters.whole("n_estimators");
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var dataset = data.classDomain(classes, BoostingMatrices.features(data));
                var ids = dataset.getOutputIDInfo();
                // Tribuo numbers the labels in its own way, and its converter expects that
                var idOfCode = classes.labels().stream()
                        .mapToInt(label -> ids.getID(new Label(label)))
                        .toArray();
                var matrices = BoostingMatrices.of(
                        data,
                        data.withClassWeights(classes, hyperparameters),
                        dataset.getFeatureIDMap(),
                        row -> idOfCode[classes.codes()[row]]);
                var parameters = parameters(data);
                if (ids.size() == 2) {
                    parameters.put("objective", "binary:logistic");
                    parameters.put("eval_metric", "logloss");
                } else {
                    parameters.put("objective", "multi:softprob");
                    parameters.put("num_class", ids.size());
                    parameters.put("eval_metric", "mlogloss");
                }
                yield new BoostingTrainer<>(
                                rounds,
                                stopping(),
                                parameters,
                                "log_loss",
                                matrices,
                                new XGBoostClassificationConverter(),
                                progress)
                        .fit(dataset, data.features().space());
            }
            case Target.Values values -> {
                var dataset = data.valueDomain(values, BoostingMatrices.features(data));
                var matrices =
                        BoostingMatrices.of(data, data, dataset.getFeatureIDMap(), row -> (float) values.values()[row]);
                var parameters = parameters(data);
                parameters.put("objective", "reg:squarederror");
                parameters.put("eval_metric", "rmse");
                yield new BoostingTrainer<>(
                                rounds,
                                stopping(),
                                parameters,
                                "rmse",
                                matrices,
                                new XGBoostRegressionConverter(),
                                progress)
                        .fit(dataset, data.features().space());
            }
        };
    }

    private Map<String, Object> parameters(TrainingData data) {
        var parameters = new HashMap<String, Object>();
        parameters.put("tree_method", "hist");
        parameters.put("eta", hyperparameters.number("learning_rate"));
        parameters.put("max_depth", hyperparameters.whole("max_depth"));
        parameters.put("min_child_weight", hyperparameters.number("min_child_weight"));
        parameters.put("subsample", hyperparameters.number("subsample"));
        parameters.put("colsample_bytree", hyperparameters.number("colsample_bytree"));
        parameters.put("gamma", hyperparameters.number("gamma"));
        parameters.put("alpha", hyperparameters.number("reg_alpha"));
        parameters.put("lambda", hyperparameters.number("reg_lambda"));
        parameters.put("seed", (int) (data.seed() & Integer.MAX_VALUE));
        parameters.put("nthread", threads(data));
        parameters.put("verbosity", 0);
        return parameters;
    }

    /** XGBoost's threads wait for one another by spinning, which on a small table and a busy machine is all they do. */
    private static int threads(TrainingData data) {
        long cells = (long) data.split().training().length
                * data.features().space().names().size();
        return (int)
                Math.clamp(cells / CELLS_PER_THREAD, 1, Runtime.getRuntime().availableProcessors());
    }
}
