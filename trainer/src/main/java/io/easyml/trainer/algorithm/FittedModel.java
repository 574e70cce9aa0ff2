package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.tree.TreeEnsemble;
import io.easyml.trainer.tree.TreesModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.libsvm.LibSVMClassificationModel;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.hdbscan.HdbscanModel;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * A model with what it needs to be asked: the features of rows, and the labels in their order.
 *
 * @param labels the classes; empty for other tasks
 */
public record FittedModel(Model<?> model, FeatureSpace features, List<String> labels) {

    private static final int BATCH = 2048;
    private static final int TREES_BATCH = 1 << 16;
    private static final int HDBSCAN_NOISE = 0;

    /** Predictions for some rows of a table, in the order of {@code rows}. */
    public Predictions predict(Table table, int[] rows) {
        return predict(features.of(table), rows);
    }

    /** Predictions for some rows, in the order of {@code rows}. */
    public Predictions predict(FeatureSpace.Rows source, int[] rows) {
        if (model instanceof TreesModel<?> trees) {
            return predictByTrees(trees.trees(), source, rows);
        }
        var linear = LinearScores.of(model, features.names(), labels);
        if (linear.isPresent()) {
            return predictByWeights(linear.get().of(source, rows));
        }
        if (model instanceof NeighboursClassModel neighbours) {
            var probabilities = neighbours.probabilities(source, rows);
            return ofProbabilities(rows.length, (row, id) -> probabilities[row][id]);
        }
        if (model instanceof NeighboursValueModel neighbours) {
            return new Predictions.Values(neighbours.values(source, rows));
        }
        if (model.validate(ClusterID.class)) {
            return clusters(source, rows);
        }
        if (model.validate(Event.class)) {
            return anomalies(source, rows);
        }
        return labels.isEmpty() ? values(source, rows) : classes(source, rows);
    }

    /** From the flat arrays, which say the same as Tribuo's trees and are many times as fast. */
    private Predictions predictByTrees(TreeEnsemble trees, FeatureSpace.Rows source, int[] rows) {
        var answers = new double[rows.length * Math.max(1, labels.size())];
        for (int from = 0; from < rows.length; from += TREES_BATCH) {
            var batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + TREES_BATCH));
            var predicted = trees.predict(batch.length, feature -> source.column(feature, batch));
            System.arraycopy(predicted, 0, answers, from * Math.max(1, labels.size()), predicted.length);
        }
        if (labels.isEmpty()) {
            return new Predictions.Values(answers);
        }
        var probabilities = new double[rows.length][];
        Arrays.setAll(
                probabilities, row -> Arrays.copyOfRange(answers, row * labels.size(), (row + 1) * labels.size()));
        return Predictions.Classes.of(labels, probabilities, true);
    }

    private interface ProbabilityOf {
        double of(int row, int id);
    }

    /** From probabilities by Tribuo's numbers of the classes; a class that the training part did not have has 0. */
    private Predictions.Classes ofProbabilities(int rows, ProbabilityOf given) {
        var outputs = model.castModel(Label.class).getOutputIDInfo();
        var ids = labels.stream()
                .mapToInt(label -> outputs.getID(new Label(label)))
                .toArray();
        var probabilities = new double[rows][labels.size()];
        for (int row = 0; row < rows; row++) {
            int its = row;
            Arrays.setAll(probabilities[row], code -> ids[code] < 0 ? 0 : given.of(its, ids[code]));
            toSumOne(probabilities[row]);
        }
        return Predictions.Classes.of(labels, probabilities, true);
    }

    private Predictions predictByWeights(double[][] scores) {
        return labels.isEmpty()
                ? new Predictions.Values(
                        Arrays.stream(scores).mapToDouble(score -> score[0]).toArray())
                : Predictions.Classes.of(labels, scores, model.generatesProbabilities());
    }

    private Predictions.Values values(FeatureSpace.Rows source, int[] rows) {
        var values = new double[rows.length];
        inBatches(
                model.castModel(Regressor.class),
                RegressionFactory.UNKNOWN_REGRESSOR,
                source,
                rows,
                (position, prediction) ->
                        values[position] = prediction.getOutput().getValues()[0]);
        return new Predictions.Values(values);
    }

    private Predictions.Classes classes(FeatureSpace.Rows source, int[] rows) {
        var scores = new double[rows.length][labels.size()];
        boolean probabilistic = model.generatesProbabilities();
        inBatches(model.castModel(Label.class), LabelFactory.UNKNOWN_LABEL, source, rows, (position, prediction) -> {
            if (model instanceof LibSVMClassificationModel svm) {
                var known = KernelSvmScores.of(svm, prediction.getExample());
                Arrays.setAll(scores[position], code -> known.getOrDefault(labels.get(code), Double.NEGATIVE_INFINITY));
            } else {
                fill(scores[position], prediction, probabilistic);
            }
        });
        return Predictions.Classes.of(labels, scores, probabilistic);
    }

    private Predictions.Clusters clusters(FeatureSpace.Rows source, int[] rows) {
        var clusters = new int[rows.length];
        var numbers = clusterNumbers();
        inBatches(
                model.castModel(ClusterID.class),
                ClusteringFactory.UNASSIGNED_CLUSTER_ID,
                source,
                rows,
                (position, prediction) -> clusters[position] =
                        numbers.applyAsInt(prediction.getOutput().getID()));
        return new Predictions.Clusters(clusters);
    }

    /** Tribuo's HDBSCAN counts clusters from some number on and calls noise 0; here they count from 0, and noise is −1. */
    private IntUnaryOperator clusterNumbers() {
        if (!(model instanceof HdbscanModel hdbscan)) {
            return IntUnaryOperator.identity();
        }
        var known = hdbscan.getClusterLabels().stream()
                .mapToInt(Integer::intValue)
                .filter(label -> label != HDBSCAN_NOISE)
                .distinct()
                .sorted()
                .toArray();
        return label -> label == HDBSCAN_NOISE ? -1 : Arrays.binarySearch(known, label);
    }

    private Predictions.Anomalies anomalies(FeatureSpace.Rows source, int[] rows) {
        var anomalous = new boolean[rows.length];
        var scores = new double[rows.length];
        inBatches(model.castModel(Event.class), AnomalyFactory.UNKNOWN_EVENT, source, rows, (position, prediction) -> {
            anomalous[position] = prediction.getOutput().getType() == Event.EventType.ANOMALOUS;
            scores[position] = prediction.getOutput().getScore();
        });
        return new Predictions.Anomalies(anomalous, scores);
    }

    private void fill(double[] values, Prediction<Label> prediction, boolean probabilistic) {
        var scores = prediction.getOutputScores();
        for (int code = 0; code < values.length; code++) {
            var score = scores.get(labels.get(code));
            // a class that the training part did not have
            double absent = probabilistic ? 0 : Double.NEGATIVE_INFINITY;
            values[code] = score == null ? absent : score.getScore();
        }
        if (probabilistic) {
            toSumOne(values);
        }
    }

    private static void toSumOne(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        if (sum > 0) {
            for (int code = 0; code < values.length; code++) {
                values[code] /= sum;
            }
        }
    }

    private interface PredictionUse<T extends Output<T>> {
        void use(int position, Prediction<T> prediction);
    }

    private static <T extends Output<T>> void inBatches(
            Model<T> model, T unknown, FeatureSpace.Rows source, int[] rows, PredictionUse<T> use) {
        var batches = new ArrayList<Integer>();
        for (int from = 0; from < rows.length; from += BATCH) {
            batches.add(from);
        }
        batches.parallelStream().forEach(from -> {
            var examples = new Examples(source);
            var batch = new ArrayList<Example<T>>();
            for (int row : Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH))) {
                batch.add(examples.of(row, unknown));
            }
            var predictions = model.predict(batch);
            for (int i = 0; i < predictions.size(); i++) {
                use.use(from + i, predictions.get(i));
            }
        });
    }
}
