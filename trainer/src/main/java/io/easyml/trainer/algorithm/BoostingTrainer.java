package io.easyml.trainer.algorithm;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.TrainingFailure;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private static final int CURVE_POINTS = 25;
    private static final double[] NOT_JUDGED = {};

    private final EarlyStopping stopping;
    private final String lossName;
    private final BoostingMatrices matrices;
    private final XGBoostOutputConverter<T> converter;
    private final FitProgress progress;
    private final List<CurvePoint> curves = new ArrayList<>();
    private double[] gains = new double[0];

    BoostingTrainer(
            int rounds,
            EarlyStopping stopping,
            Map<String, Object> parameters,
            String lossName,
            BoostingMatrices matrices,
            XGBoostOutputConverter<T> converter,
            FitProgress progress) {
        super(rounds, parameters);
        this.stopping = stopping;
        // Tribuo keeps them apart until its configuration system has run; what XGBoost gets is this map
        this.parameters.putAll(parameters);
        this.lossName = lossName;
        this.matrices = matrices;
        this.converter = converter;
        this.progress = progress;
    }

    /** Fits on the matrices; the dataset gives the domain and the provenance. */
    Fit fit(Dataset<T> examples, FeatureSpace space) {
        try (matrices) {
            var model = train(examples);
            var ids = examples.getFeatureIDMap();
            var gain = space.names().stream()
                    .mapToDouble(name -> gains[ids.getID(name)])
                    .toArray();
            return new Fit(model, List.copyOf(curves), space.byColumn(gain));
        }
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        var trainerProvenance = getProvenance();
        trainInvocationCounter++;
        try {
            var booster = finished(boost(), examples.getFeatureIDMap().size());
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
        var sets = new LinkedHashMap<String, DMatrix>();
        sets.put("train", matrices.training());
        sets.put("test", matrices.test());
        if (matrices.validation() != null) {
            sets.put("validation", matrices.validation());
        }
        var names = sets.keySet().toArray(String[]::new);
        // judging takes about as long as growing; a curve of a few dozen points shows the same
        int pace = Math.ceilDiv(numTrees, CURVE_POINTS);
        var booster = XGBoost.train(matrices.training(), new HashMap<>(parameters), 1, Map.of(), null, null);
        for (int round = 0; round < numTrees; round++) {
            if (round > 0) {
                booster.update(matrices.training(), round);
            }
            boolean judged = matrices.validation() != null || round % pace == 0 || round == numTrees - 1;
            var losses =
                    judged ? losses(booster.evalSet(sets.values().toArray(DMatrix[]::new), names, round)) : NOT_JUDGED;
            for (int set = 0; set < losses.length; set++) {
                curves.add(new CurvePoint(names[set] + "_" + lossName, round, losses[set]));
            }
            progress.done((round + 1.0) / numTrees);
            if (progress.cancelled()) {
                booster.dispose();
                throw new CancellationException("told to stop boosting");
            }
            if (matrices.validation() != null && stopping.endsAt(round, losses[names.length - 1])) {
                break;
            }
        }
        return booster;
    }

    /** The booster as Tribuo reads it, of the rounds that are kept. */
    private Booster finished(Booster booster, int features) throws XGBoostError {
        boolean cut = matrices.validation() != null && stopping.rounds() < booster.getNumBoostedRound();
        boolean twoClasses = "binary:logistic".equals(parameters.get("objective"));
        if (!cut && !twoClasses) {
            gains = BoosterDocument.gains(booster.toByteArray("json"), features);
            return booster;
        }
        var document = new BoosterDocument(booster);
        booster.dispose();
        if (cut) {
            document.keepRounds(stopping.rounds());
        }
        if (twoClasses) {
            document.giveEachClassAScore();
        }
        var json = document.bytes();
        gains = BoosterDocument.gains(json, features);
        return BoosterDocument.booster(json);
    }

    /** XGBoost says {@code [3]\ttrain-rmse:0.52\ttest-rmse:0.61}. */
    private static double[] losses(String line) {
        return Arrays.stream(line.split("\t", -1))
                .skip(1)
                .mapToDouble(part -> loss(part.substring(part.lastIndexOf(':') + 1)))
                .toArray();
    }

    private static double loss(String text) {
        if (text.contains("inf") || text.contains("nan")) {
            throw new TrainingFailure(
                    FailureCode.REQUEST_INVALID,
                    "The numbers of the target are too large for gradient boosting, which counts in single precision."
                            + " Divide them, or choose another algorithm.");
        }
        return Double.parseDouble(text);
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
