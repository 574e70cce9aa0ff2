package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.algorithm.ProblemTable.Fitted;
import io.easyml.trainer.run.RunResult.CurvePoint;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.KnownProblems;
import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

class BoostedScoresTests {

    private static final int TRAINING = 1000;
    private static final int ROWS = 10_000;
    private static final Map<String, Object> SETTINGS = Map.of("n_estimators", 20);

    @Test
    void areThoseOfTribuosExamples() {
        var problems = new KnownProblems();

        var twoClasses = fitted("gradient_boosting_classifier", problems.twonorm(ROWS));
        assertThat(scores(twoClasses)).isDeepEqualTo(classesByTribuo(twoClasses));
        var threeClasses = fitted("gradient_boosting_classifier", problems.waveform(ROWS));
        assertThat(scores(threeClasses)).isDeepEqualTo(classesByTribuo(threeClasses));
        var numbers = fitted("gradient_boosting_regressor", problems.friedman1(ROWS));
        assertThat(scores(numbers)).isDeepEqualTo(numbersByTribuo(numbers));
    }

    /** Whose features are mostly 0, which is not to be missing. */
    @Test
    void ofTextsAreThoseThatBoostingWasJudgedBy() {
        var words = List.of("cheap", "quiet", "small", "bright", "dirty", "noisy", "broken", "late");
        int count = words.size() * words.size();
        var codes = IntStream.range(0, 1000).map(row -> row * 29 % count).toArray();
        var texts = IntStream.range(0, count)
                .mapToObj(code -> "a " + words.get(code / 8) + " room and a " + words.get(code % 8) + " bed")
                .toList();
        var target = new Target.Classes(
                IntStream.range(0, codes.length)
                        .map(row -> (codes[row] / 8 < 4) == (row % 7 > 0) ? 1 : 0)
                        .toArray(),
                List.of("bad", "good"));
        var column = new Column.Categories("text", ColumnType.TEXT, codes, texts);
        var rows = IntStream.range(0, 800).toArray();
        var test = IntStream.range(800, 1000).toArray();
        var table = new Table("texts.csv", codes.length, List.of(column));
        var question = new Question(table, null, target, rows, List.of(column), List.of());
        var features = FeatureSpace.fit(question, rows, Encoding.RANKED).of(table);
        var description =
                AlgorithmCatalogue.load().find("gradient_boosting_classifier").orElseThrow();

        var fit = new Algorithms()
                .of(description, description.resolve(SETTINGS))
                .fit(new TrainingData("texts", features, target, new Split(rows, test), 42), part -> {});

        var predicted = (Predictions.Classes)
                new FittedModel(fit.model(), features.space(), target.labels()).predict(features, test);
        double loss = IntStream.range(0, test.length)
                .mapToDouble(i -> -Math.log(predicted.scores()[i][target.codes()[test[i]]]))
                .average()
                .orElseThrow();
        assertThat(fit.curves().stream()
                        .filter(point -> point.name().equals("test_log_loss"))
                        .map(CurvePoint::value)
                        .toList()
                        .getLast())
                .isCloseTo(loss, within(1e-5));
    }

    private static float[][] scores(Fitted fitted) {
        return BoostedScores.of((XGBoostModel<?>) fitted.fit().model(), fitted.features(), rows());
    }

    private static float[][] classesByTribuo(Fitted fitted) {
        var model = fitted.fit().model().castModel(Label.class);
        var outputs = model.getOutputIDInfo();
        return model.predict(examples(fitted, LabelFactory.UNKNOWN_LABEL)).stream()
                .map(prediction -> {
                    var scores = new float[outputs.size()];
                    prediction
                            .getOutputScores()
                            .forEach((name, label) -> scores[outputs.getID(label)] = (float) label.getScore());
                    return scores;
                })
                .toArray(float[][]::new);
    }

    private static float[][] numbersByTribuo(Fitted fitted) {
        Model<Regressor> model = fitted.fit().model().castModel(Regressor.class);
        return model.predict(examples(fitted, RegressionFactory.UNKNOWN_REGRESSOR)).stream()
                .map(prediction -> new float[] {(float) prediction.getOutput().getValues()[0]})
                .toArray(float[][]::new);
    }

    private static <T extends Output<T>> List<Example<T>> examples(Fitted fitted, T unknown) {
        var examples = new Examples(fitted.features());
        var all = new ArrayList<Example<T>>();
        for (int row : rows()) {
            all.add(examples.of(row, unknown));
        }
        return all;
    }

    private static int[] rows() {
        return IntStream.range(0, ROWS).toArray();
    }

    /** With a cell of ten missing. */
    private static Fitted fitted(String algorithm, Sample sample) {
        for (int column = 0; column < sample.x().length; column++) {
            for (int row = column; row < ROWS; row += 10) {
                sample.x()[column][row] = Double.NaN;
            }
        }
        return new ProblemTable(sample, TRAINING).fit(algorithm, SETTINGS);
    }
}
