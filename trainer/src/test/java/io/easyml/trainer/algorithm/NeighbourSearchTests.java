package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Against the distances of all rows, sorted. */
class NeighbourSearchTests {

    private static final AlgorithmCatalogue CATALOGUE = AlgorithmCatalogue.load();
    private static final int TRAINING = 1500;
    private static final int ROWS = 1900;
    private static final List<String> LABELS = List.of("a", "absent", "b", "c");

    private final int[] training = IntStream.range(0, TRAINING).toArray();
    private final int[] test = IntStream.range(TRAINING, ROWS).toArray();
    private final Table table = table();

    @ParameterizedTest
    @CsvSource({"5, 2, uniform", "5, 1, uniform", "40, 2, distance", "40, 1, distance", "1, 2, distance"})
    void classesAreTheVotesOfTheNearestRows(int k, int p, String weights) {
        var codes = IntStream.range(0, ROWS).map(row -> row % 7 % 3).toArray();
        var target = new Target.Classes(
                Arrays.stream(codes).map(code -> code > 0 ? code + 1 : 0).toArray(), LABELS);
        var fitted = fitted("k_neighbors_classifier", k, p, weights, target);

        var predicted = (Predictions.Classes) fitted.model().predict(fitted.features(), test);

        var model = fitted.model().model().castModel(Label.class);
        var examples = new Examples(fitted.features());
        for (int i = 0; i < test.length; i++) {
            var expected = new double[LABELS.size()];
            for (var neighbour : nearest(fitted, test[i], k, p)) {
                expected[target.codes()[neighbour.row()]] += neighbour.weight(weights);
            }
            double sum = Arrays.stream(expected).sum();
            var probabilities = Arrays.stream(expected).map(vote -> vote / sum).toArray();
            assertThat(predicted.scores()[i]).containsExactly(probabilities, within(1e-12));
            var alone = model.predict(examples.of(test[i], LabelFactory.UNKNOWN_LABEL));
            var probability = Objects.requireNonNull(alone.getOutputScores().get("b"));
            assertThat(probability.getScore()).isCloseTo(probabilities[2], within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 2, uniform", "5, 1, uniform", "40, 2, distance"})
    void numbersAreTheMeanOfTheNearestRows(int k, int p, String weights) {
        var target = new Target.Values(
                IntStream.range(0, ROWS).mapToDouble(row -> row % 101).toArray());
        var fitted = fitted("k_neighbors_regressor", k, p, weights, target);

        var predicted = (Predictions.Values) fitted.model().predict(fitted.features(), test);

        var model = fitted.model().model().castModel(Regressor.class);
        var examples = new Examples(fitted.features());
        for (int i = 0; i < test.length; i++) {
            double total = 0;
            double sum = 0;
            for (var neighbour : nearest(fitted, test[i], k, p)) {
                total += neighbour.weight(weights) * target.values()[neighbour.row()];
                sum += neighbour.weight(weights);
            }
            assertThat(predicted.values()[i]).isCloseTo(total / sum, within(1e-9));
            var alone = model.predict(examples.of(test[i], RegressionFactory.UNKNOWN_REGRESSOR));
            assertThat(alone.getOutput().getValues()[0]).isEqualTo(predicted.values()[i]);
        }
    }

    /** @param nearestDistance of the nearest row of all: rows at distance 0 share the whole weight */
    private record Neighbour(int row, double distance, double nearestDistance) {
        double weight(String weights) {
            if (weights.equals("uniform")) {
                return 1;
            }
            return nearestDistance == 0 ? distance == 0 ? 1 : 0 : 1 / distance;
        }
    }

    private List<Neighbour> nearest(Fitted fitted, int row, int k, int p) {
        var point = fitted.points()[row];
        var distances = Arrays.stream(training)
                .mapToDouble(other -> distance(point, fitted.points()[other], p))
                .toArray();
        double least = Arrays.stream(distances).min().orElseThrow();
        return Arrays.stream(training)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer other) -> distances[other])
                        .thenComparing(other -> other))
                .limit(k)
                .map(other -> new Neighbour(other, root(distances[other], p), root(least, p)))
                .toList();
    }

    private static double root(double sum, int p) {
        return p == 1 ? sum : Math.sqrt(sum);
    }

    private static double distance(double[] a, double[] b, int p) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += p == 1 ? Math.abs(a[i] - b[i]) : (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    private record Fitted(FittedModel model, FeatureSpace.Rows features, double[][] points) {

        /** By Tribuo's numbers of the features, in whose order the squares are added up. */
        static double[][] points(Model<?> model, FeatureSpace.Rows features) {
            var points = new double[ROWS][model.getFeatureIDMap().size()];
            for (int row = 0; row < ROWS; row++) {
                var point = points[row];
                features.row(
                        row,
                        (feature, value) -> point[
                                model.getFeatureIDMap()
                                        .getID(features.space().names().get(feature))] = value);
            }
            return points;
        }
    }

    private Fitted fitted(String name, int k, int p, String weights, Target target) {
        var description = CATALOGUE.find(name).orElseThrow();
        var algorithm = new Algorithms()
                .of(description, description.resolve(Map.of("n_neighbors", k, "p", p, "weights", weights)));
        var question = new Question(table, null, target, training, table.columns(), List.of());
        var features =
                FeatureSpace.fit(question, training, algorithm.encoding()).of(table);
        var fit = algorithm.fit(
                new TrainingData("neighbours", features, target, new Split(training, test), 42), part -> {});
        var labels = target instanceof Target.Classes ? LABELS : List.<String>of();
        return new Fitted(
                new FittedModel(fit.model(), features.space(), labels), features, Fitted.points(fit.model(), features));
    }

    /** Of few different values, so that many rows are as near as others; some cells are missing. */
    private static Table table() {
        var random = new Random(5);
        var a = new double[ROWS];
        var b = new double[ROWS];
        var c = new int[ROWS];
        var d = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            a[row] = random.nextInt(20) == 0 ? Double.NaN : random.nextInt(6);
            b[row] = random.nextInt(5) == 0 ? 1000 : random.nextInt(6);
            c[row] = random.nextInt(20) == 0 ? -1 : random.nextInt(5);
            d[row] = random.nextInt(row < TRAINING ? 3 : 4);
        }
        return new Table(
                "neighbours.csv",
                ROWS,
                List.of(
                        new Column.Numbers("a", ColumnType.NUMBER, a),
                        new Column.Numbers("b", ColumnType.NUMBER, b),
                        new Column.Categories("c", c, List.of("p", "q", "r", "s", "t")),
                        new Column.Categories("d", d, List.of("x", "y", "z", "new"))));
    }
}
