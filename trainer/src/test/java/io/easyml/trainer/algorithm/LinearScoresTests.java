package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Against what Tribuo says of an example of each row. */
class LinearScoresTests {

    private static final AlgorithmCatalogue CATALOGUE = AlgorithmCatalogue.load();
    private static final int TRAINING = 400;
    private static final int ROWS = 5000;
    private static final double PRECISION = 1e-12;

    private final Table table = table();
    private final int[] rows = IntStream.range(0, ROWS).toArray();

    @ParameterizedTest
    @CsvSource({
        "logistic_regression, class_weight, none",
        "linear_svc, loss, hinge",
        "linear_svc, loss, squared_hinge",
        "sgd_classifier, loss, hinge",
        "sgd_classifier, loss, log_loss",
        "multinomial_nb, class_weight, none",
    })
    void ofClassesAreThoseOfTribuosExamples(String algorithm, String hyperparameter, String value) {
        for (int classes : new int[] {1, 2, 3}) {
            var fitted = fitted(algorithm, Map.of(hyperparameter, value), classes(classes));

            var predicted = (Predictions.Classes) fitted.model().predict(fitted.features(), rows);

            assertThat(predicted.probabilistic())
                    .isEqualTo(fitted.model().model().generatesProbabilities());
            for (int row : rows) {
                var byTribuo = classesByTribuo(fitted, row);
                assertThat(predicted.scores()[row]).containsExactly(byTribuo, within(PRECISION));
                assertThat(byTribuo[predicted.codes()[row]])
                        .isCloseTo(Arrays.stream(byTribuo).max().orElseThrow(), within(PRECISION));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear_regression", "ridge", "lasso", "elastic_net", "linear_svr", "sgd_regressor"})
    void ofNumbersAreThoseOfTribuosExamples(String algorithm) {
        assertNumbersAreThoseOfTribuosExamples(fitted(algorithm, Map.of(), numbers()));
    }

    /** Features of trees, since those of linear models are filled. */
    @Test
    void aMissingValueSaysNothing() {
        assertNumbersAreThoseOfTribuosExamples(fitted(algorithm("linear_svr", Map.of()), Encoding.RANKED, numbers()));
    }

    private void assertNumbersAreThoseOfTribuosExamples(Fitted fitted) {
        var predicted = (Predictions.Values) fitted.model().predict(fitted.features(), rows);
        var model = fitted.model().model().castModel(Regressor.class);
        var examples = new Examples(fitted.features());
        for (int row : rows) {
            double byTribuo = model.predict(examples.of(row, RegressionFactory.UNKNOWN_REGRESSOR))
                    .getOutput()
                    .getValues()[0];
            assertThat(predicted.values()[row])
                    .isCloseTo(byTribuo, within(PRECISION * Math.max(1, Math.abs(byTribuo))));
        }
    }

    /** By the order of our labels. */
    private static double[] classesByTribuo(Fitted fitted, int row) {
        var model = fitted.model().model().castModel(Label.class);
        var scores = model.predict(new Examples(fitted.features()).of(row, LabelFactory.UNKNOWN_LABEL))
                .getOutputScores();
        double absent = model.generatesProbabilities() ? 0 : Double.NEGATIVE_INFINITY;
        return fitted.model().labels().stream()
                .mapToDouble(
                        label -> scores.containsKey(label) ? scores.get(label).getScore() : absent)
                .toArray();
    }

    private record Fitted(FittedModel model, FeatureSpace.Rows features) {}

    private Fitted fitted(String name, Map<String, Object> hyperparameters, Target target) {
        var algorithm = algorithm(name, hyperparameters);
        return fitted(algorithm, algorithm.encoding(), target);
    }

    private Fitted fitted(Algorithm algorithm, Encoding encoding, Target target) {
        var training = IntStream.range(0, TRAINING).toArray();
        var test = IntStream.range(TRAINING, ROWS).toArray();
        var question = new Question(table, null, target, training, table.columns(), List.of());
        var features = FeatureSpace.fit(question, training, encoding).of(table);
        var fit =
                algorithm.fit(new TrainingData("linear", features, target, new Split(training, test), 42), part -> {});
        var labels = target instanceof Target.Classes classes ? classes.labels() : List.<String>of();
        return new Fitted(new FittedModel(fit.model(), features.space(), labels), features);
    }

    private static Algorithm algorithm(String name, Map<String, Object> hyperparameters) {
        var description = CATALOGUE.find(name).orElseThrow();
        return new Algorithms().of(description, description.resolve(hyperparameters));
    }

    /** Of one more class than the training part has, whose label is in the middle. */
    private Target.Classes classes(int present) {
        var values = numbers().values();
        var codes = Arrays.stream(values)
                .mapToInt(value -> (int) Math.floorMod((long) value, present))
                .map(code -> code > 0 ? code + 1 : 0)
                .toArray();
        Arrays.fill(codes, TRAINING, ROWS, 1);
        return new Target.Classes(
                codes, List.of("high", "absent", "low", "middle").subList(0, present + 1));
    }

    private Target.Values numbers() {
        var a = ((Column.Numbers) table.columns().get(0)).values();
        var c = ((Column.Categories) table.columns().get(2)).codes();
        return new Target.Values(IntStream.range(0, ROWS)
                .mapToDouble(row -> 10 + 3 * (Double.isNaN(a[row]) ? 2 : a[row]) - 2 * c[row] + Math.sin(row))
                .toArray());
    }

    /** Numbers, categories of which some come after the training part alone, and texts; a cell of eight is missing. */
    private static Table table() {
        var random = new Random(3);
        var a = new double[ROWS];
        var b = new double[ROWS];
        var c = new int[ROWS];
        var d = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            a[row] = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(4);
            b[row] = random.nextInt(8) == 0 ? Double.NaN : 100 * random.nextDouble();
            c[row] = random.nextInt(8) == 0 ? -1 : random.nextInt(row < TRAINING ? 3 : 4);
            d[row] = random.nextInt(8) == 0 ? -1 : random.nextInt(3);
        }
        return new Table(
                "linear.csv",
                ROWS,
                List.of(
                        new Column.Numbers("a", ColumnType.NUMBER, a),
                        new Column.Numbers("b", ColumnType.NUMBER, b),
                        new Column.Categories("c", c, List.of("x", "y", "z", "new")),
                        new Column.Categories(
                                "d", ColumnType.TEXT, d, List.of("a quiet room", "a small room", "no bed at all"))));
    }
}
