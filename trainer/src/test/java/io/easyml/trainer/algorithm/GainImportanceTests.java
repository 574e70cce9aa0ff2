package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.tree.KnownProblems;
import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the splits gain, beside {@code feature_importances_} of scikit-learn 1.9.1 for the same rows, as
 * {@code src/test/python/known_problems.py} prints it. The last column has the same value in every row.
 */
class GainImportanceTests {

    private static final Map<String, Map<String, Object>> SETTINGS = Map.of(
            "decision_tree_regressor", Map.of("min_samples_leaf", 10, "max_depth", 200, "min_samples_split", 2),
            "decision_tree_classifier", Map.of("min_samples_leaf", 10, "max_depth", 200, "min_samples_split", 2),
            "random_forest_regressor", Map.of("n_estimators", 200, "max_features", "all"),
            "random_forest_classifier", Map.of("n_estimators", 200),
            "extra_trees_regressor", Map.of("n_estimators", 200, "max_features", "all"),
            "gradient_boosting_regressor", Map.of("n_estimators", 100, "max_depth", 3, "reg_lambda", 0),
            "ada_boost_classifier", Map.of());

    @ParameterizedTest
    @CsvSource({
        "decision_tree_regressor, 0.001,"
                + " 0.23351 0.22136 0.05966 0.37047 0.10250 0.00297 0.00208 0.00100 0.00284 0.00361 0",
        "random_forest_regressor, 0.01,"
                + " 0.21346 0.21214 0.06979 0.32231 0.09524 0.01646 0.01770 0.01816 0.01775 0.01700 0",
        "extra_trees_regressor, 0.01,"
                + " 0.22513 0.21698 0.05491 0.32675 0.09043 0.01714 0.01642 0.01809 0.01703 0.01712 0",
        "gradient_boosting_regressor, 0.005,"
                + " 0.23847 0.23790 0.08714 0.34017 0.09303 0.00024 0.00138 0.00078 0.00059 0.00029 0",
        "decision_tree_classifier, 0.01,"
                + " 0.00000 0.01791 0.00000 0.01497 0.04646 0.06813 0.06556 0.04077 0.02226 0.06274 0.21319 0.06791"
                + " 0.01738 0.02837 0.03897 0.25292 0.02717 0.00900 0.00099 0.00532 0.00000 0",
        "random_forest_classifier, 0.01,"
                + " 0.01551 0.01553 0.02168 0.03003 0.05552 0.06713 0.06808 0.05659 0.04639 0.06792 0.09652 0.07068"
                + " 0.05337 0.04491 0.06570 0.08765 0.05727 0.02788 0.02009 0.01667 0.01488 0",
        "ada_boost_classifier, 0.001,"
                + " 0.00000 0.00000 0.00000 0.04199 0.03967 0.07649 0.07747 0.07613 0.05763 0.07976 0.14399 0.08094"
                + " 0.04774 0.06335 0.07761 0.07995 0.03743 0.01985 0.00000 0.00000 0.00000 0"
    })
    void isScikitLearns(String algorithm, double close, String expected) {
        var problems = new KnownProblems();
        var problem = algorithm.endsWith("regressor") ? problems.friedman1(2000) : problems.waveform(2000);

        var gains = shares(algorithm, withConstant(problem.inTenths()));

        var importances =
                Arrays.stream(expected.split(" ")).map(Double::parseDouble).toList();
        assertThat(gains).hasSameSizeAs(importances);
        for (int column = 0; column < gains.size(); column++) {
            assertThat(gains.get(column)).as("x" + column).isCloseTo(importances.get(column), within(close));
        }
        assertThat(gains.getLast()).as("the same in every row").isZero();
    }

    @Test
    void ofFriedman1FindsTheFiveColumnsThatMatter() {
        var sample = withConstant(new KnownProblems().friedman1(2000));

        for (var algorithm : List.of(
                "decision_tree_regressor",
                "random_forest_regressor",
                "extra_trees_regressor",
                "gradient_boosting_regressor")) {
            var gains = shares(algorithm, sample);
            double least = gains.subList(0, 5).stream().min(Double::compare).orElseThrow();
            assertThat(gains.subList(5, 11))
                    .as(algorithm)
                    .allSatisfy(gain -> assertThat(gain).isLessThan(least / 2));
        }
    }

    private static List<Double> shares(String algorithm, Sample sample) {
        var gain = new ProblemTable(sample, sample.rows())
                .fit(algorithm, SETTINGS.getOrDefault(algorithm, Map.of()))
                .fit()
                .gain();
        double sum = gain.values().stream().mapToDouble(Double::doubleValue).sum();
        return sample.names().stream()
                .map(name -> gain.getOrDefault(name, 0.0) / sum)
                .toList();
    }

    private static Sample withConstant(Sample sample) {
        var x = Arrays.copyOf(sample.x(), sample.x().length + 1);
        x[x.length - 1] = new double[sample.rows()];
        return new Sample(x, sample.y(), sample.classes());
    }
}
