package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.TreesModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.regression.Regressor;

/** Each algorithm on a generated table, against what scikit-learn 1.8 makes of the same table and the same split. */
class AlgorithmTests {

    private final AlgorithmCatalogue catalogue = AlgorithmCatalogue.load();
    private final GeneratedTable table = new GeneratedTable();

    @Test
    void theTrainerHasEveryAlgorithmOfTheCatalogue() {
        // multinomial naive Bayes takes no negative numbers, which this table has
        assertThat(catalogue.all())
                .filteredOn(description -> !description.name().equals("multinomial_nb"))
                .allSatisfy(description -> {
                    var target = switch (description.task()) {
                        case CLASSIFICATION -> table.threeClasses;
                        case REGRESSION -> table.numbers;
                        case CLUSTERING, ANOMALY_DETECTION -> new Target.None();
                    };
                    var fit = fit(description.name(), quick(description.name()), target);
                    assertThat(fit.model().getProvenance().getTrainerProvenance())
                            .isNotNull();
                });
    }

    @Test
    void linearRegressionIsOrdinaryLeastSquares() {
        var metrics = metrics("linear_regression", Map.of(), table.numbers);

        assertThat(metrics.get("r2")).isCloseTo(0.9893145057815664, within(1e-9));
        assertThat(metrics.get("rmse")).isCloseTo(1.1501182332425657, within(1e-9));
        assertThat(metrics.get("mae")).isCloseTo(0.998930791940716, within(1e-9));
    }

    @Test
    void linearRegressionWithAPenaltyIsRidgeRegression() {
        var metrics = metrics("linear_regression", Map.of("alpha", 10), table.numbers);

        assertThat(metrics.get("rmse")).isCloseTo(1.2125045144735611, within(1e-9));
        assertThat(metrics.get("mae")).isCloseTo(1.0355323555151206, within(1e-9));
    }

    @Test
    void treesAndForestsAreAsGoodAsScikitLearns() {
        assertThat(metrics(
                                "random_forest_classifier",
                                Map.of("n_estimators", 300, "min_samples_leaf", 5),
                                table.threeClasses)
                        .get("accuracy"))
                .isCloseTo(0.853, within(0.03));
        assertThat(metrics("random_forest_regressor", Map.of("n_estimators", 300, "min_samples_leaf", 5), table.numbers)
                        .get("r2"))
                .isCloseTo(0.954, within(0.005));
        assertThat(metrics("decision_tree_classifier", Map.of("min_samples_leaf", 1), table.threeClasses)
                        .get("accuracy"))
                .isCloseTo(0.86, within(0.03));
        assertThat(metrics("decision_tree_regressor", Map.of(), table.numbers).get("r2"))
                .isCloseTo(0.895, within(0.02));
    }

    @Test
    void aForestIsTheSameForTheSameSeedOnAnyThreads() {
        var settings = Map.<String, Object>of("n_estimators", 20);

        assertThat(metrics("random_forest_classifier", settings, table.threeClasses))
                .isEqualTo(metrics("random_forest_classifier", settings, table.threeClasses));
    }

    @Test
    void treeHyperparametersLimitTheTree() {
        var stump = fit("decision_tree_regressor", Map.of("max_depth", 1), table.numbers)
                .model();
        var whole = fit("decision_tree_regressor", Map.of("max_depth", 200, "min_samples_leaf", 1), table.numbers)
                .model();
        var bounded = fit("decision_tree_regressor", Map.of("max_depth", 200, "min_samples_leaf", 100), table.numbers)
                .model();

        assertThat(nodes(stump)).isEqualTo(3);
        assertThat(nodes(whole)).isGreaterThan(800);
        assertThat(nodes(bounded)).isBetween(3, 7);
    }

    @Test
    void theWeightsOfRowsReachATreeOfNumbers() {
        var description = catalogue.find("decision_tree_regressor").orElseThrow();
        var algorithm =
                new Algorithms().of(description, description.resolve(Map.of("min_samples_split", GeneratedTable.ROWS)));
        var plain = table.data(table.numbers, algorithm.encoding());
        var weights = new double[GeneratedTable.ROWS];
        Arrays.setAll(weights, row -> 1 + row % 7);
        var data =
                new TrainingData(plain.source(), plain.features(), table.numbers, plain.split(), weights, plain.seed());

        var tree = new FittedModel(
                algorithm.fit(data, part -> {}).model(), data.features().space(), List.of());

        // one leaf, which says the weighted mean
        double sum = 0;
        double weight = 0;
        for (int row : data.split().training()) {
            sum += weights[row] * table.numbers.values()[row];
            weight += weights[row];
        }
        var metrics = Evaluation.metrics(new Evaluation.Judged(
                tree.predict(data.features(), table.testRows()),
                new Target.Values(constant(sum / weight)),
                table.testRows(),
                null));
        assertThat(metrics.get("mae")).isCloseTo(0, within(1e-9));
    }

    private static double[] constant(double value) {
        var values = new double[GeneratedTable.ROWS];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void aForestIsAnEnsembleOfTribuosOwnTrees() {
        var model = fit("random_forest_classifier", Map.of("n_estimators", 7), table.threeClasses)
                .model();

        var tribuo = ((TreesModel<?>) model).tribuo();
        assertThat(tribuo).isInstanceOf(WeightedEnsembleModel.class);
        assertThat(((WeightedEnsembleModel<?>) tribuo).getModels()).hasSize(7).allMatch(TreeModel.class::isInstance);
    }

    @Test
    void boostingShowsItsLossesAndProgressRoundByRound() {
        var parts = Collections.synchronizedList(new ArrayList<Double>());
        var description = catalogue.find("gradient_boosting_classifier").orElseThrow();
        var algorithm = new Algorithms().of(description, description.resolve(Map.of("n_estimators", 50)));

        var fit = algorithm.fit(table.data(table.threeClasses, algorithm.encoding()), parts::add);

        assertThat(parts).hasSize(50).isSorted().endsWith(1.0);
        var train = losses(fit, "train_log_loss");
        // every other round, and the last
        assertThat(train).hasSize(26).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(losses(fit, "test_log_loss").getLast())
                .isLessThan(losses(fit, "test_log_loss").getFirst());
    }

    @Test
    void theLastLossOfBoostingIsTheLogLossOfItsPredictions() {
        var settings = Map.<String, Object>of("n_estimators", 30, "max_depth", 3);

        assertThat(metrics("gradient_boosting_classifier", settings, table.threeClasses)
                        .get("log_loss"))
                .isCloseTo(
                        losses(fit("gradient_boosting_classifier", settings, table.threeClasses), "test_log_loss")
                                .getLast(),
                        within(1e-5));
        assertThat(metrics("gradient_boosting_regressor", settings, table.numbers)
                        .get("rmse"))
                .isCloseTo(
                        losses(fit("gradient_boosting_regressor", settings, table.numbers), "test_rmse")
                                .getLast(),
                        within(1e-4));
    }

    @Test
    void boostingOfTwoClassesGrowsOneTreeARound() {
        var settings = Map.<String, Object>of("n_estimators", 30, "max_depth", 3);
        var fit = fit("gradient_boosting_classifier", settings, table.twoClasses);

        assertThat(metrics("gradient_boosting_classifier", settings, table.twoClasses)
                        .get("log_loss"))
                .isCloseTo(losses(fit, "test_log_loss").getLast(), within(1e-5));
        assertThat(((TreesModel<?>) fit.model()).tribuo()).isInstanceOf(XGBoostModel.class);
        assertThat(fit.model().getOutputIDInfo().size()).isEqualTo(2);
    }

    @Test
    void boostingHyperparametersReachTheTrees() {
        var base = losses(fit("gradient_boosting_regressor", Map.of(), table.numbers), "train_rmse");

        for (var changed : List.<Map<String, Object>>of(
                Map.of("learning_rate", 0.01),
                Map.of("max_depth", 1),
                Map.of("min_child_weight", 50),
                Map.of("subsample", 0.5),
                Map.of("colsample_bytree", 0.34),
                Map.of("gamma", 1000),
                Map.of("reg_alpha", 100),
                Map.of("reg_lambda", 100))) {
            assertThat(losses(fit("gradient_boosting_regressor", changed, table.numbers), "train_rmse"))
                    .as(changed.toString())
                    .isNotEqualTo(base);
        }
        assertThat(base.getLast()).isLessThan(0.5);
    }

    @Test
    void anAlgorithmRefusesTheOtherTask() {
        var description = catalogue.find("logistic_regression").orElseThrow();
        var algorithm = new Algorithms().of(description, description.resolve(Map.of()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> algorithm.fit(table.data(table.numbers, algorithm.encoding()), part -> {}));
    }

    private static Map<String, Object> quick(String name) {
        return name.startsWith("random_forest") || name.startsWith("gradient") ? Map.of("n_estimators", 5) : Map.of();
    }

    private static int nodes(Model<?> model) {
        var tree = (TreeModel<Regressor>) ((TreesModel<?>) model).tribuo().castModel(Regressor.class);
        return tree.countNodes(tree.getRoot());
    }

    private static List<Double> losses(Fit fit, String name) {
        return fit.curves().stream()
                .filter(point -> point.name().equals(name))
                .map(CurvePoint::value)
                .toList();
    }

    private Fit fit(String name, Map<String, Object> hyperparameters, Target target) {
        var description = catalogue.find(name).orElseThrow();
        var algorithm = new Algorithms().of(description, description.resolve(hyperparameters));
        return algorithm.fit(table.data(target, algorithm.encoding()), part -> {});
    }

    private Map<String, Double> metrics(String name, Map<String, Object> hyperparameters, Target target) {
        var description = catalogue.find(name).orElseThrow();
        var algorithm = new Algorithms().of(description, description.resolve(hyperparameters));
        var data = table.data(target, algorithm.encoding());
        var labels = target instanceof Target.Classes classes ? classes.labels() : List.<String>of();
        var model = new FittedModel(
                algorithm.fit(data, part -> {}).model(), data.features().space(), labels);
        return Evaluation.metrics(new Evaluation.Judged(
                model.predict(data.features(), table.testRows()), target, table.testRows(), null));
    }
}
