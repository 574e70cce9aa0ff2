package io.easyml.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.easyml.schemas.failure.FailureCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationSettingsTests {

    private final EvaluationSettings settings = EvaluationSettings.load();
    private final AlgorithmDescription forest = algorithm("random_forest_classifier");
    private final AlgorithmDescription regression = algorithm("linear_regression");
    private final AlgorithmDescription clusters = algorithm("k_means");

    private static AlgorithmDescription algorithm(String name) {
        return AlgorithmCatalogue.load().find(name).orElseThrow();
    }

    @Test
    void withoutSettingsSomeRowsAreHeldOut() {
        assertThat(settings.resolve(Map.of(), forest))
                .containsEntry("method", "hold_out")
                .containsEntry("test_fraction", 0.2)
                .containsEntry("stratify", true)
                .doesNotContainKeys("folds", "validation_file_id", "group_column", "time_column");
        assertThat(settings.resolve(Map.of(), regression)).doesNotContainKey("stratify");
    }

    @Test
    void theMethodFollowsFromTheOtherSettings() {
        assertThat(settings.resolve(Map.of("folds", 3), forest))
                .containsEntry("method", "cross_validation")
                .containsEntry("folds", 3L)
                .doesNotContainKey("test_fraction");
        assertThat(settings.resolve(Map.of("validation_file_id", "other.csv"), forest))
                .containsEntry("method", "validation_dataset");
        assertThat(settings.resolve(Map.of("method", "cross_validation"), forest))
                .containsEntry("folds", 5L);
    }

    @Test
    void aMisspeltSettingNamesTheRightOne() {
        assertThat(messages(Map.of("test_fracton", 0.3), forest))
                .containsExactly("`test_fracton` is not a setting of the evaluation; did you mean `test_fraction`?");
        assertThat(messages(Map.of("seed", 1), forest))
                .singleElement()
                .asString()
                .contains("`permutation_repeats`");
    }

    @Test
    void aValueOutOfItsRangeIsToldTheRange() {
        assertThat(messages(Map.of("test_fraction", 2), forest))
                .containsExactly("`test_fraction` must be a number of at least 0.01 and at most 0.9, but is 2.");
        assertThat(messages(Map.of("method", "bootstrap"), forest))
                .containsExactly("`method` must be one of `hold_out`, `cross_validation`, `validation_dataset`, but is"
                        + " \"bootstrap\".");
        assertThat(settings.check(Map.of("folds", 1), forest))
                .extracting(HyperparameterProblem::code)
                .containsExactly(FailureCode.EVALUATION_INVALID);
    }

    @Test
    void settingsThatContradictOneAnotherAreRefused() {
        for (var given : List.<Map<String, Object>>of(
                Map.of("folds", 5, "test_fraction", 0.2),
                Map.of("method", "hold_out", "folds", 5),
                Map.of("method", "cross_validation", "time_column", "day"),
                Map.of("method", "validation_dataset"),
                Map.of("validation_file_id", "v.csv", "group_column", "patient"),
                Map.of("group_column", "patient", "time_column", "day"))) {
            assertThat(messages(given, forest)).as(given.toString()).isNotEmpty();
        }
    }

    @Test
    void weightsAreRefusedWhereTheAlgorithmTakesNone() {
        assertThat(messages(Map.of("sample_weight_column", "w"), regression)).isEmpty();
        assertThat(messages(Map.of("sample_weight_column", "w"), algorithm("svc")))
                .singleElement()
                .asString()
                .contains("svc");
    }

    @Test
    void aTaskWithoutATargetHasNothingToSet() {
        assertThat(settings.resolve(Map.of(), clusters)).isEmpty();
        assertThat(messages(Map.of("test_fraction", 0.2), clusters))
                .singleElement()
                .asString()
                .contains("k_means");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.resolve(Map.of("test_fraction", 0.2), clusters));
    }

    private List<String> messages(Map<String, Object> given, AlgorithmDescription algorithm) {
        return settings.check(given, algorithm).stream()
                .map(HyperparameterProblem::message)
                .toList();
    }
}
