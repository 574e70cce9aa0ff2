package io.easyml.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.schemas.failure.FailureCode;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlgorithmCatalogueTests {

    private final AlgorithmCatalogue catalogue = AlgorithmCatalogue.load();
    private final AlgorithmDescription forest =
            catalogue.find("random_forest_classifier").orElseThrow();

    @Test
    void everyDefaultIsAllowedByItsOwnSchema() {
        assertThat(catalogue.all()).hasSizeGreaterThanOrEqualTo(30).allSatisfy(algorithm -> {
            var defaults = algorithm.resolve(Map.of());
            assertThat(defaults).hasSameSizeAs(algorithm.hyperparameters());
            assertThat(algorithm.check(defaults)).isEmpty();
            assertThat(algorithm.jsonSchema().path("additionalProperties").booleanValue(true))
                    .isFalse();
            assertThat(algorithm.summary()).endsWith(".");
        });
    }

    @Test
    void aMisspeltHyperparameterNamesTheRightOne() {
        assertThat(forest.check(Map.of("n_estimator", 10))).singleElement().satisfies(problem -> {
            assertThat(problem.message())
                    .isEqualTo("`n_estimator` is not a hyperparameter of random_forest_classifier; did you mean"
                            + " `n_estimators`?");
            assertThat(problem.code()).isEqualTo(FailureCode.HYPERPARAMETER_UNKNOWN);
        });
    }

    @Test
    void aStrangeHyperparameterIsToldWhichThereAre() {
        assertThat(forest.check(Map.of("kernel", "rbf")))
                .singleElement()
                .extracting(HyperparameterProblem::message)
                .asString()
                .contains("it has `n_estimators`, `max_depth`");
    }

    @Test
    void aValueOutOfItsRangeIsToldTheRange() {
        assertThat(forest.check(Map.of("n_estimators", 0))).singleElement().satisfies(problem -> {
            assertThat(problem.message())
                    .isEqualTo("`n_estimators` must be a whole number of at least 1 and at most 2000, but is 0.");
            assertThat(problem.code()).isEqualTo(FailureCode.HYPERPARAMETER_OUT_OF_RANGE);
        });
        var boosting = catalogue.find("gradient_boosting_classifier").orElseThrow();
        assertThat(boosting.check(Map.of("learning_rate", 0.0))).hasSize(1);
        assertThat(boosting.check(Map.of("learning_rate", 1))).isEmpty();
        assertThat(boosting.check(Map.of("learning_rate", Double.NaN))).hasSize(1);
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        assertThat(forest.check(Map.of("n_estimators", "100", "criterion", "gain", "max_depth", 2.5)))
                .extracting(HyperparameterProblem::field)
                .containsExactlyInAnyOrder("n_estimators", "criterion", "max_depth");
        assertThat(forest.check(Map.of("n_estimators", new BigDecimal("1e99999"))))
                .hasSize(1);
    }

    @Test
    void classWeightsAreAChoiceOrNumbersByClass() {
        assertThat(forest.resolve(Map.of("class_weight", Map.of("yes", 10, "no", 0.5))))
                .containsEntry("class_weight", "{\"no\":0.5,\"yes\":10.0}");
        // what was resolved can be resolved again, and an object can come as text
        assertThat(forest.resolve(Map.of("class_weight", "{\"yes\": 10, \"no\": 0.5}")))
                .containsEntry("class_weight", "{\"no\":0.5,\"yes\":10.0}");
        assertThat(forest.resolve(Map.of())).containsEntry("class_weight", "none");
        for (var wrong : new Object[] {"equal", Map.of(), Map.of("yes", 0), Map.of("yes", "10"), "{\"yes\": ", 3}) {
            assertThat(forest.check(Map.of("class_weight", wrong)))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.message())
                                .startsWith(
                                        "`class_weight` must be one of `none`, `balanced`, or an object of numbers above 0 by"
                                                + " class, but is ");
                        assertThat(problem.code()).isEqualTo(FailureCode.HYPERPARAMETER_OUT_OF_RANGE);
                    });
        }
    }

    @Test
    void whatTakesTheWeightsOfRowsTakesThoseOfClasses() {
        assertThat(catalogue.all())
                .filteredOn(algorithm -> algorithm.task() == Task.CLASSIFICATION && algorithm.sampleWeight())
                .allSatisfy(algorithm ->
                        assertThat(algorithm.hyperparameter("class_weight")).isPresent());
    }

    @Test
    void resolvingFillsDefaultsAndNormalisesTypes() {
        assertThat(forest.resolve(Map.of("n_estimators", 20.0, "min_impurity_decrease", 0)))
                .containsEntry("n_estimators", 20L)
                .containsEntry("min_impurity_decrease", 0.0)
                .containsEntry("max_features", "sqrt");
        assertThatThrownBy(() -> forest.resolve(Map.of("n_estimators", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`n_estimators`");
    }

    @Test
    void aMisspeltModelTypeNamesTheRightOne() {
        assertThat(catalogue.nearest("random_forrest_clasifier")).contains("random_forest_classifier");
        assertThat(catalogue.nearest("Linear_Regresion")).contains("linear_regression");
        assertThat(catalogue.nearest("transformer")).isEmpty();
        assertThat(catalogue.find("random_forest")).isEmpty();
    }
}
