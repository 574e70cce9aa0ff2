package io.easyml.trainer.algorithm;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import io.easyml.trainer.run.RunResult.CurvePoint;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.common.xgboost.XGBoostOutputConverter;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/** Tribuo's XGBoost, round by round, so that the loss of each round is seen. */
final class BoostingTrainer<T extends Output<T>> extends XGBoostTrainer<T> {

    private final String lossName;
    private final BoostingMatrices matrices;
    private final XGBoostOutputConverter<T> converter;
    private final FitProgress progress;
    private final List<CurvePoint> curves = new ArrayList<>();

    BoostingTrainer(
            int rounds,
            Map<String, Object> parameters,
            String lossName,
            BoostingMatrices matrices,
            XGBoostOutputConverter<T> converter,
            FitProgress progress) {
        super(rounds, parameters);
        // Tribuo keeps them apart until its configuration system has run; what XGBoost gets is this map
        this.parameters.putAll(parameters);
        this.lossName = lossName;
        this.matrices = matrices;
        this.converter = converter;
        this.progress = progress;
    }

    /** Fits on the matrices; the dataset gives the domain and the provenance. */
    Fit fit(Dataset<T> examples) {
        try (matrices) {
            return new Fit(train(examples), List.copyOf(curves));
        }
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        var trainerProvenance = getProvenance();
        trainInvocationCounter++;
        try {
            var booster = boost();
            var provenance = new ModelProvenance(
                    XGBoostModel.class.getName(),
                    OffsetDateTime.now(),
                    examples.getProvenance(),
                    trainerProvenance,
                    runProvenance);
            return createModel(
                    "xgboost",
                    provenance,
                    examples.getFeatureIDMap(),
                    examples.getOutputIDInfo(),
                    List.of(booster),
                    converter);
        } catch (XGBoostError failed) {
            throw new IllegalStateException("XGBoost failed: " + failed.getMessage(), failed);
        }
    }

    private Booster boost() throws XGBoostError {
        var sets = new DMatrix[] {matrices.training(), matrices.test()};
        var names = new String[] {"train", "test"};
        var booster = XGBoost.train(matrices.training(), new HashMap<>(parameters), 1, Map.of(), null, null);
        for (int round = 0; round < numTrees; round++) {
            if (round > 0) {
                booster.update(matrices.training(), round);
            }
            var losses = new float[2];
            var line = booster.evalSet(sets, names, round);
            readLosses(line, losses);
            curves.add(new CurvePoint("train_" + lossName, round, losses[0]));
            curves.add(new CurvePoint("test_" + lossName, round, losses[1]));
            progress.done((round + 1.0) / numTrees);
            if (progress.cancelled()) {
                booster.dispose();
                throw new CancellationException("told to stop boosting");
            }
        }
        return "binary:logistic".equals(parameters.get("objective"))
                ? TwoClassBooster.withScorePerClass(booster)
                : booster;
    }

    /** XGBoost says {@code [3]\ttrain-rmse:0.52\ttest-rmse:0.61}. */
    private static void readLosses(String line, float[] losses) {
        var parts = line.split("\t", -1);
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Float.parseFloat(parts[i + 1].substring(parts[i + 1].lastIndexOf(':') + 1));
        }
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
