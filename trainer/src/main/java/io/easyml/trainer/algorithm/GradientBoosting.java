package io.easyml.trainer.algorithm;

import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.Boosting;
import io.easyml.trainer.tree.BoostingSettings;
import io.easyml.trainer.tree.TreeData;
import io.easyml.trainer.tree.TreesModel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Gradient boosted trees as XGBoost grows them (Chen and Guestrin 2016), by its histogram method. */
record GradientBoosting(Hyperparameters hyperparameters) implements Algorithm {

    private static final int CURVE_POINTS = 25;

    @Override
    public Encoding encoding() {
        return Encoding.RANKED;
    }

    @Override
    public double validationFraction() {
        return hyperparameters.truth("early_stopping") ? hyperparameters.number("validation_fraction") : 0;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var weighted = data.withClassWeights(hyperparameters);
        var split = data.split();
        var judged = new ArrayList<TreeData>();
        var names = new ArrayList<>(List.of("train"));
        if (split.test().length > 0) {
            judged.add(data.treeData(split.test()));
            names.add("test");
        }
        boolean stops = split.validation().length > 0;
        if (stops) {
            // with the weights by which the model is fitted, but not judged
            judged.add(weighted.treeData(split.validation()));
            names.add("validation");
        }
        var rounds = new Watched(names, data.target() instanceof Target.Values ? "rmse" : "log_loss", stops, progress);
        var boosted = new Boosting(weighted.treeData(split.training()), judged, settings(), data.seed())
                .grow(data.source(), InstantSource.system().instant(), rounds, progress::cancelled);
        return new Fit(
                TreesModel.of(boosted),
                List.copyOf(rounds.curves),
                data.features().space().byColumn(boosted.importances()));
    }

    private BoostingSettings settings() {
        return new BoostingSettings(
                hyperparameters.whole("n_estimators"),
                hyperparameters.number("learning_rate"),
                hyperparameters.whole("max_depth"),
                hyperparameters.number("min_child_weight"),
                hyperparameters.number("subsample"),
                hyperparameters.number("colsample_bytree"),
                hyperparameters.number("gamma"),
                hyperparameters.number("reg_alpha"),
                hyperparameters.number("reg_lambda"));
    }

    /** Keeps the losses, and stops early if that is wanted. */
    private final class Watched implements Boosting.Rounds {

        private final List<String> names;
        private final String loss;
        private final boolean stops;
        private final FitProgress progress;
        private final int rounds = hyperparameters.whole("n_estimators");
        private final EarlyStopping stopping =
                new EarlyStopping(hyperparameters.whole("n_iter_no_change"), hyperparameters.number("tol"));
        private final List<CurvePoint> curves = new ArrayList<>();

        /** @param names of what is judged; by the last of them boosting stops, if it {@code stops} early */
        Watched(List<String> names, String loss, boolean stops, FitProgress progress) {
            this.names = names;
            this.loss = loss;
            this.stops = stops;
            this.progress = progress;
        }

        @Override
        public boolean wantsLosses(int round) {
            // a curve of a few dozen points shows what one of thousands would
            return stops || round % Math.ceilDiv(rounds, CURVE_POINTS) == 0 || round == rounds - 1;
        }

        @Override
        public int ended(int round, double[] losses) {
            for (int i = 0; i < losses.length; i++) {
                curves.add(new CurvePoint(names.get(i) + "_" + loss, round, losses[i]));
            }
            progress.done((round + 1.0) / rounds);
            if (!stops) {
                return 0;
            }
            boolean last = stopping.endsAt(round, losses[losses.length - 1]) || round + 1 == rounds;
            return last ? stopping.rounds() : 0;
        }
    }
}
