package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.run.RunResult;
import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boosting that ends by itself, on a table with more noise than it can bear. */
class BoostingStopsTests {

    private static final int MOST = 400;
    private static final int PATIENCE = 5;

    @TempDir
    Path folder;

    /** A table whose last column is a number, or a class by its size. */
    private Path table(String target) throws IOException {
        var random = new SplittableRandom(3);
        var text = new StringBuilder("x,z,group,").append(target).append('\n');
        for (int i = 0; i < 600; i++) {
            double x = random.nextDouble();
            double z = random.nextDouble();
            double y = x + z / 2 + random.nextGaussian() / 3;
            text.append(x)
                    .append(',')
                    .append(z)
                    .append(',')
                    .append("g")
                    .append(i % 40)
                    .append(',');
            text.append(
                    switch (target) {
                        case "two" -> y > 0.75 ? "up" : "down";
                        case "three" -> y > 1 ? "high" : y > 0.5 ? "middle" : "low";
                        default -> Double.toString(y);
                    });
            text.append('\n');
        }
        return Files.writeString(folder.resolve("noise.csv"), text);
    }

    @ParameterizedTest
    @CsvSource({"two, log_loss", "three, log_loss", "number, rmse"})
    void whereTheValidationLossNoLongerFallsAndKeepsTheBestRound(String target, String loss) throws IOException {
        var result = run(target, Map.of(), Map.of());

        var losses = curve(result, "validation_" + loss);
        int best = losses.indexOf(Collections.min(losses));
        assertThat(losses).hasSizeLessThan(MOST).hasSize(best + PATIENCE + 1);
        // the model is the one of the best round: what was seen of it then is what is seen of it now
        var test = curve(result, "test_" + loss);
        assertThat(result.metrics().get(loss)).isCloseTo(test.get(best), within(1e-4));
        assertThat(test.get(best)).isNotEqualTo(test.getLast());
    }

    @Test
    void withoutItEveryRoundIsBoosted() throws IOException {
        var result = run("number", Map.of("early_stopping", false), Map.of());

        // a few dozen of the rounds are judged, the first and the last among them
        var judged = result.curves().stream()
                .filter(point -> point.name().equals("train_rmse"))
                .map(CurvePoint::step)
                .toList();
        assertThat(judged).hasSizeBetween(20, 40).startsWith(0).endsWith(MOST - 1);
        assertThat(curve(result, "validation_rmse")).isEmpty();
    }

    @Test
    void atTheSameRoundForTheSameSeed() throws IOException {
        assertThat(run("three", Map.of(), Map.of()).curves())
                .isEqualTo(run("three", Map.of(), Map.of()).curves());
    }

    @Test
    void whereWholeGroupsAreJudgedOnGroupsAreSetAsideWhole() throws IOException {
        var byRow = run("number", Map.of(), Map.of());
        var byGroup = run("number", Map.of(), Map.of("group_column", "group"));

        assertThat(curve(byGroup, "validation_rmse")).isNotEmpty().isNotEqualTo(curve(byRow, "validation_rmse"));
    }

    @Test
    void inEveryFold() throws IOException {
        var result = run("two", Map.of("validation_fraction", 0.3), Map.of("folds", 3));

        assertThat(curve(result, "validation_log_loss")).isNotEmpty().hasSizeLessThan(MOST);
        assertThat(result.rows()).isEqualTo(600);
    }

    private static List<Double> curve(RunResult result, String name) {
        return result.curves().stream()
                .filter(point -> point.name().equals(name))
                .map(CurvePoint::value)
                .toList();
    }

    private RunResult run(String target, Map<String, Object> changed, Map<String, Object> evaluation)
            throws IOException {
        var hyperparameters = new HashMap<String, Object>(Map.of(
                "early_stopping", true, "n_iter_no_change", PATIENCE, "n_estimators", MOST, "learning_rate", 0.2));
        hyperparameters.putAll(changed);
        var algorithm = target.equals("number") ? "gradient_boosting_regressor" : "gradient_boosting_classifier";
        var messages = new ArrayList<TrainerMessage>();
        new Attempt(messages::add)
                .of(new RunFiles(folder).run(table(target), algorithm, target, hyperparameters, evaluation, null));
        assertThat(messages.getLast()).isInstanceOf(TrainerMessage.Succeeded.class);
        return ((TrainerMessage.Succeeded) messages.getLast()).result();
    }
}
