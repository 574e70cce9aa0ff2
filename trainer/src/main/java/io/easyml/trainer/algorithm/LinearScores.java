package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.liblinear.LibLinearClassificationModel;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.math.util.ExpNormalizer;
import org.tribuo.math.util.NoopNormalizer;
import org.tribuo.math.util.VectorNormalizer;
import org.tribuo.regression.liblinear.LibLinearRegressionModel;
import org.tribuo.regression.slm.SparseLinearModel;

/**
 * What a linear model says of many rows at once, by its weights. Tribuo would make an example of each row, which takes
 * many times as long.
 */
final class LinearScores {

    private static final int BATCH = 1 << 11;

    /** {@code [output][feature]}. */
    private final double[][] weights;

    private final double[] intercepts;
    private final VectorNormalizer normalizer;

    /** A weight by the model's own numbers; the intercept stands behind the features. */
    private interface ModelWeights {
        double of(int output, int feature);
    }

    /** @param numbers the model's own of each output, −1 for a class that it does not know */
    private LinearScores(
            ImmutableFeatureMap known,
            List<String> features,
            int[] numbers,
            ModelWeights given,
            VectorNormalizer normalizer) {
        var ids = features.stream().mapToInt(known::getID).toArray();
        this.weights = new double[numbers.length][features.size()];
        this.intercepts = new double[numbers.length];
        this.normalizer = normalizer;
        Arrays.fill(intercepts, Double.NEGATIVE_INFINITY);
        for (int output = 0; output < numbers.length; output++) {
            int number = numbers[output];
            if (number >= 0) {
                Arrays.setAll(weights[output], i -> ids[i] < 0 ? 0 : given.of(number, ids[i]));
                intercepts[output] = given.of(number, known.size());
            }
        }
    }

    /** Nothing if the model is not linear. */
    static Optional<LinearScores> of(Model<?> model, List<String> features, List<String> labels) {
        var known = model.getFeatureIDMap();
        return switch (model) {
            case LinearSGDModel classes -> {
                var weights = classes.getWeightsCopy();
                // Tribuo does not hand it out; its losses have this one if and only if they give probabilities
                var normalizer = classes.generatesProbabilities() ? new ExpNormalizer() : new NoopNormalizer();
                yield Optional.of(new LinearScores(known, features, ids(classes, labels), weights::get, normalizer));
            }
            case LibLinearClassificationModel classes -> {
                var machine = classes.getInnerModels().getFirst();
                // in the order in which LIBLINEAR first met the classes
                var met = Arrays.stream(machine.getLabels()).boxed().toList();
                var places = Arrays.stream(ids(classes, labels)).map(met::indexOf);
                yield Optional.of(ofMachine(machine, known, features, places.toArray()));
            }
            case LibLinearRegressionModel values ->
                Optional.of(ofMachine(values.getInnerModels().getFirst(), known, features, new int[] {0}));
            case SparseLinearModel values -> {
                var weights = values.getWeights().values().iterator().next().toDenseArray();
                yield Optional.of(new LinearScores(
                        known, features, new int[] {0}, (output, feature) -> weights[feature], new NoopNormalizer()));
            }
            default -> Optional.empty();
        };
    }

    private static LinearScores ofMachine(
            de.bwaldvogel.liblinear.Model machine, ImmutableFeatureMap known, List<String> features, int[] places) {
        var weights = machine.getFeatureWeights();
        int classes = machine.getNrClass();
        // of two classes LIBLINEAR keeps the weights of the first; to it numbers are two classes, too
        ModelWeights given = classes == 2
                ? (place, feature) -> place == 0 ? weights[feature] : -weights[feature]
                : (place, feature) -> weights[feature * classes + place];
        return new LinearScores(known, features, places, given, new NoopNormalizer());
    }

    private static int[] ids(Model<Label> model, List<String> labels) {
        return labels.stream()
                .mapToInt(label -> model.getOutputIDInfo().getID(new Label(label)))
                .toArray();
    }

    /** {@code [position in rows][class]}, or one number per row. A class that the model does not know is impossible. */
    double[][] of(FeatureSpace.Rows source, int[] rows) {
        var scores = new double[rows.length][weights.length];
        IntStream.range(0, Math.ceilDiv(rows.length, BATCH)).parallel().forEach(batch -> {
            int from = batch * BATCH;
            var its = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
            // one output after the other: a loop over two or three for every value takes twice as long
            for (int output = 0; output < weights.length; output++) {
                var sums = sums(output, source, its);
                for (int i = 0; i < its.length; i++) {
                    scores[from + i][output] = sums[i];
                }
            }
            for (int i = 0; i < its.length; i++) {
                normalizer.normalizeInPlace(scores[from + i]);
            }
        });
        return scores;
    }

    private double[] sums(int output, FeatureSpace.Rows source, int[] rows) {
        var ofFeatures = weights[output];
        var sums = new double[rows.length];
        Arrays.fill(sums, intercepts[output]);
        source.rows(rows, (position, feature, value) -> {
            // to Tribuo a missing value is one that says nothing
            if (!Double.isNaN(value)) {
                sums[position] += ofFeatures[feature] * value;
            }
        });
        return sums;
    }
}
