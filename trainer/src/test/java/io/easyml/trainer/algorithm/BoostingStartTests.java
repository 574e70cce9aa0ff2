package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.TreesFile;
import io.easyml.trainer.tree.TreesModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What boosting says of a row before its first split: which belongs to the model. */
class BoostingStartTests {

    private static final GeneratedTable TABLE = new GeneratedTable();
    private static final Map<String, Object> NO_SPLIT = Map.of("gamma", 1e9, "n_estimators", 3);
    private static final int[] TRAINING = IntStream.range(0, 400).toArray();
    private static final int[] VALIDATION = IntStream.range(400, 450).toArray();

    static final List<Target> targets = List.of(TABLE.twoClasses, TABLE.threeClasses, TABLE.numbers);

    @ParameterizedTest
    @FieldSource("targets")
    void aModelThatIsReadAgainPredictsTheSame(Target target) {
        for (var settings : List.<Map<String, Object>>of(
                NO_SPLIT,
                Map.of("n_estimators", 20),
                Map.of("n_estimators", 20, "subsample", 0.5, "learning_rate", 1),
                Map.of("n_estimators", 200, "early_stopping", true, "learning_rate", 1))) {
            var model = fit(target, settings, TRAINING);

            assertThat(predictions(read(model), target).toList())
                    .as(settings.toString())
                    .isEqualTo(predictions(model, target).toList());
        }
    }

    @ParameterizedTest
    @FieldSource("targets")
    void withoutASplitItIsTheMeanOfTheTrainingRows(Target target) {
        var means = read(fit(target, NO_SPLIT, TRAINING)).predict(features(target), TABLE.testRows());

        switch (means) {
            case Predictions.Classes classes -> {
                for (int code = 0; code < classes.labels().size(); code++) {
                    int shared = code;
                    assertThat(classes.scores()[0][code])
                            .as(classes.labels().get(code))
                            .isCloseTo(
                                    mean(row -> ((Target.Classes) target).codes()[row] == shared ? 1 : 0),
                                    within(1e-6));
                }
            }
            case Predictions.Values values ->
                assertThat(values.values()[0])
                        .isCloseTo(mean(row -> TABLE.numbers.values()[row]), within(1e-5));
            case Predictions.Clusters clusters -> throw new AssertionError();
            case Predictions.Anomalies anomalies -> throw new AssertionError();
        }
    }

    @Test
    void trainingRowsOfOneClassMakeItAllButCertain() {
        var yes = Arrays.stream(TRAINING)
                .filter(row -> TABLE.twoClasses.codes()[row] == 1)
                .toArray();

        var predicted = (Predictions.Classes) read(fit(TABLE.twoClasses, Map.of("n_estimators", 5), yes))
                .predict(features(TABLE.twoClasses), TABLE.testRows());

        assertThat(List.of(predicted.scores()))
                .allSatisfy(score -> assertThat(score[1]).isBetween(0.9999, 1.0));
    }

    @Test
    void aClassWithoutTrainingRowsIsAllButImpossible() {
        var notHigh = Arrays.stream(TRAINING)
                .filter(row -> TABLE.threeClasses.codes()[row] != 2)
                .toArray();

        var predicted = (Predictions.Classes) read(fit(TABLE.threeClasses, Map.of("n_estimators", 5), notHigh))
                .predict(features(TABLE.threeClasses), TABLE.testRows());

        assertThat(List.of(predicted.scores()))
                .allSatisfy(score -> assertThat(score[2]).isBetween(0.0, 0.0001));
    }

    private interface ValueOfRow {
        double of(int row);
    }

    private static double mean(ValueOfRow value) {
        double sum = Arrays.stream(TRAINING)
                .mapToDouble(row -> weight(row) * value.of(row))
                .sum();
        return sum
                / Arrays.stream(TRAINING)
                        .mapToDouble(BoostingStartTests::weight)
                        .sum();
    }

    private static double weight(int row) {
        return 1 + row % 3;
    }

    private static FeatureSpace.Rows features(Target target) {
        return TABLE.data(target, Encoding.RANKED).features();
    }

    private static FittedModel fit(Target target, Map<String, Object> settings, int[] training) {
        var description = AlgorithmCatalogue.load()
                .find(target instanceof Target.Classes ? "gradient_boosting_classifier" : "gradient_boosting_regressor")
                .orElseThrow();
        var features = features(target);
        boolean stopped = settings.containsKey("early_stopping");
        var split = new Split(training, TABLE.testRows(), stopped ? VALIDATION : new int[0]);
        var weights = IntStream.range(0, GeneratedTable.ROWS)
                .mapToDouble(BoostingStartTests::weight)
                .toArray();
        var fit = new Algorithms()
                .of(description, description.resolve(settings))
                .fit(new TrainingData("generated", features, target, split, weights, 42), part -> {});
        var labels = target instanceof Target.Classes classes ? classes.labels() : List.<String>of();
        return new FittedModel(fit.model(), features.space(), labels);
    }

    private static FittedModel read(FittedModel model) {
        try {
            var file = Files.createTempFile("boosted", ".trees");
            try {
                TreesFile.write(((TreesModel<?>) model.model()).trees(), file);
                return new FittedModel(TreesModel.of(TreesFile.read(file)), model.features(), model.labels());
            } finally {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Stream<Double> predictions(FittedModel model, Target target) {
        return switch (model.predict(features(target), TABLE.testRows())) {
            case Predictions.Classes classes ->
                Arrays.stream(classes.scores())
                        .flatMapToDouble(DoubleStream::of)
                        .boxed();
            case Predictions.Values values -> DoubleStream.of(values.values()).boxed();
            case Predictions.Clusters clusters -> throw new AssertionError();
            case Predictions.Anomalies anomalies -> throw new AssertionError();
        };
    }
}
