package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.trainer.table.TrainingFailure;
import io.easyml.trainer.tree.KnownProblems;
import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two norms, shifted above 0, where nine rows of ten of the second class are taken away. */
class ClassWeightTests {

    private static final int TRAINING = 1500;
    private static final ProblemTable PROBLEM = new ProblemTable(rare(new KnownProblems().twonorm(6000)), TRAINING);

    private static Sample rare(Sample sample) {
        var rows = IntStream.range(0, sample.rows())
                .filter(row -> sample.y()[row] == 0 || row % 10 == 0)
                .toArray();
        var x = Arrays.stream(sample.x())
                .map(column -> Arrays.stream(rows)
                        .mapToDouble(row -> Math.max(0, column[row] + 4))
                        .toArray())
                // four columns leave room for doubt
                .limit(4)
                .toArray(double[][]::new);
        return new Sample(
                x, Arrays.stream(rows).mapToDouble(row -> sample.y()[row]).toArray(), 2);
    }

    static Stream<String> classifiers() {
        return AlgorithmCatalogue.load().all().stream()
                .filter(algorithm -> algorithm.hyperparameter("class_weight").isPresent())
                .map(AlgorithmDescription::name)
                // it does not look at the rows
                .filter(name -> !name.equals("dummy_classifier"));
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void balancedClassesFindMoreOfTheRareOne(String algorithm) {
        double plain = recall(algorithm, "none");
        double balanced = recall(algorithm, "balanced");

        assertThat(balanced).isGreaterThan(plain + 0.1);
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void theWeightsOfClassesCanBeGiven(String algorithm) {
        var codes = Arrays.copyOf(PROBLEM.sample().codes(), TRAINING);
        double rare = Arrays.stream(codes).sum();
        var weights = Map.of("class0", TRAINING / (2 * (TRAINING - rare)), "class1", TRAINING / (2 * rare));

        assertThat(recall(algorithm, weights)).isEqualTo(recall(algorithm, "balanced"));
    }

    @Test
    void withoutLookingBalancedClassesAreAsLikely() {
        var fitted = PROBLEM.fit("dummy_classifier", Map.of("class_weight", "balanced"));
        var predicted = (Predictions.Classes) fitted.model().predict(fitted.features(), PROBLEM.testRows());

        assertThat(predicted.scores()[0][0]).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aClassThatIsNoneIsRefused() {
        assertThatThrownBy(
                        () -> PROBLEM.fit("gradient_boosting_classifier", Map.of("class_weight", Map.of("clas1", 3))))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("\"clas1\"")
                .hasMessageContaining("did you mean");
    }

    private static double recall(String algorithm, Object classWeight) {
        var hyperparameters = new HashMap<String, Object>(Map.of("class_weight", classWeight));
        // grown to the last row, trees have no doubt that weights could settle
        if (algorithm.contains("tree") || algorithm.contains("forest")) {
            hyperparameters.put("min_samples_leaf", 20);
        }
        if (algorithm.contains("boost")) {
            hyperparameters.put("n_estimators", 20);
        }
        var fitted = PROBLEM.fit(algorithm, hyperparameters);
        var rows = PROBLEM.testRows();
        var predicted = (Predictions.Classes) fitted.model().predict(fitted.features(), rows);
        var truth = PROBLEM.sample().codes();
        var rare =
                IntStream.range(0, rows.length).filter(i -> truth[rows[i]] == 1).toArray();
        return (double) Arrays.stream(rare)
                        .filter(i -> predicted.codes()[i] == 1)
                        .count()
                / rare.length;
    }
}
