package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.tree.KnownProblems.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Boosting beside XGBoost itself. */
class BoostingTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BoostingSettings PLAIN = new BoostingSettings(30, 0.3, 4, 1, 1, 1, 0, 0, 1);

    static Stream<Named<Sample>> everyKind() {
        var problems = new KnownProblems();
        return Stream.of(
                Named.of("numbers", problems.friedman1(2000)),
                Named.of("two classes", problems.twonorm(2000)),
                Named.of("three classes", problems.waveform(2000)),
                Named.of("numbers with gaps", withGaps(problems.friedman1(2000))),
                Named.of("two classes with gaps", withGaps(problems.twonorm(2000))),
                Named.of("three classes with gaps", withGaps(problems.waveform(2000))));
    }

    /** A cell of ten is missing. */
    private static Sample withGaps(Sample sample) {
        for (int column = 0; column < sample.x().length; column++) {
            for (int row = column; row < sample.rows(); row += 10) {
                sample.x()[column][row] = Double.NaN;
            }
        }
        return sample;
    }

    static Stream<Named<BoostingSettings>> settings() {
        return Stream.of(
                Named.of("plain", PLAIN),
                Named.of("one round to the end", new BoostingSettings(1, 1, 12, 0, 1, 1, 0, 0, 0.01)),
                Named.of("min_child_weight", new BoostingSettings(20, 0.3, 6, 20, 1, 1, 0, 0, 1)),
                Named.of("gamma", new BoostingSettings(20, 0.3, 6, 1, 1, 1, 5, 0, 1)),
                Named.of("alpha", new BoostingSettings(20, 0.3, 4, 1, 1, 1, 0, 10, 1)),
                Named.of("lambda", new BoostingSettings(20, 0.3, 4, 1, 1, 1, 0, 0, 50)));
    }

    /** Values in tenths, which both have a bin each for, so that the same splits are to be found. */
    @ParameterizedTest
    @MethodSource("settings")
    void growsXgboostsTrees(BoostingSettings settings) throws XGBoostError {
        var problems = new KnownProblems();
        for (var sample : List.of(problems.friedman1(2000), problems.twonorm(2000), problems.waveform(2000))) {
            for (boolean weighted : new boolean[] {false, true}) {
                for (var table : List.of(sample.inTenths(), withGaps(sample.inTenths()))) {
                    var weights = weighted ? weights(table.rows()) : null;
                    var boosted = grow(table, weights, settings);

                    var expected = byXgboost(table, weights, settings, boosted.start());

                    // where two splits gain the same, rounding decides: a few rows may differ
                    assertThat(meanDifference(answers(boosted, table), expected))
                            .as(table.classes() + " classes, weighted " + weighted)
                            .isLessThan(0.05 * deviation(expected));
                }
            }
        }
    }

    private static double meanDifference(double[] some, double[] others) {
        return IntStream.range(0, some.length)
                .mapToDouble(i -> Math.abs(some[i] - others[i]))
                .average()
                .orElseThrow();
    }

    private static double deviation(double[] numbers) {
        double mean = Arrays.stream(numbers).average().orElseThrow();
        return Math.sqrt(Arrays.stream(numbers)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void tribuosXgboostModelSaysTheSame(Sample sample) {
        var boosted = grow(sample, null, PLAIN);
        var model = TreesModel.of(boosted).tribuo();

        var answers = answers(boosted, sample);
        int width = Math.max(1, sample.classes());
        for (int row = 0; row < 300; row++) {
            var expected = byTribuo(model, sample, row);
            for (int i = 0; i < width; i++) {
                assertThat(answers[row * width + i])
                        .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
            }
        }
        assertThat(model.getProvenance()).isEqualTo(TreesModel.of(boosted).getProvenance());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void whatIsReadIsWhatWasWritten(Sample sample) throws IOException {
        var written = grow(sample, null, PLAIN);
        var bytes = bytes(written);
        var read = (BoostedTrees) TreesFile.read(new ByteArrayInputStream(bytes), "model.trees", 1 << 26);

        assertThat(answers(read, sample)).isEqualTo(answers(written, sample));
        assertThat(read.origin()).isEqualTo(written.origin());
        assertThat(read.importances()).isEqualTo(written.importances());
        assertThat(bytes(read)).isEqualTo(bytes);
    }

    @Test
    void aNodeTakesFourBytesOrLess() throws IOException {
        var boosted = grow(new KnownProblems().friedman1(2000), null, PLAIN);
        long thresholds = Arrays.stream(boosted.features())
                .mapToLong(bins -> bins.thresholds().length)
                .sum();
        long nodes = Arrays.stream(boosted.trees()).mapToLong(FlatTree::nodes).sum();

        assertThat(bytes(boosted).length).isLessThan((int) (1500 + 8 * thresholds + 4 * nodes));
    }

    @Test
    void wrongNumbersInAFileAreRefusedOrHarmless() throws IOException {
        var sample = new KnownProblems().waveform(200);
        var bytes = bytes(grow(sample, null, new BoostingSettings(4, 0.3, 4, 1, 1, 1, 0, 0, 1)));
        var body = TreesFileTests.unpacked(bytes);
        for (int at = 0; at < body.length; at += 1 + body.length / 1500) {
            for (int flip : new int[] {0x80, 0xff, 0x01}) {
                var changed = body.clone();
                changed[at] ^= (byte) flip;
                try {
                    TreesFile.read(
                                    new ByteArrayInputStream(TreesFileTests.packed(BoostedHeader.VERSION, changed)),
                                    "model.trees",
                                    1 << 26)
                            .predict(200, feature -> sample.x()[feature]);
                } catch (IOException refused) {
                    assertThat(refused).hasMessageStartingWith("model.trees is damaged: ");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void treesAreTheSameWhateverTheNumberOfThreads(double part) throws Exception {
        var sample = new KnownProblems().waveform(40_000);
        var settings = new BoostingSettings(3, 0.3, 6, 1, part, part, 0, 0, 1);

        assertThat(onThreads(1, sample, settings)).isEqualTo(onThreads(4, sample, settings));
    }

    private static byte[] onThreads(int threads, Sample sample, BoostingSettings settings) throws Exception {
        try (var pool = new ForkJoinPool(threads)) {
            return pool.submit(() -> bytes(grow(sample, null, settings))).get();
        }
    }

    @Test
    void rowsAndFeaturesThatWereNotDrawnDoNotMatter() {
        var sample = new KnownProblems().friedman1(2000);
        double all = rSquared(grow(sample, null, PLAIN), sample);

        for (var settings : List.of(
                new BoostingSettings(30, 0.3, 4, 1, 0.5, 1, 0, 0, 1),
                new BoostingSettings(30, 0.3, 4, 1, 1, 0.5, 0, 0, 1))) {
            double drawn = rSquared(grow(sample, null, settings), sample);
            assertThat(drawn).isBetween(all - 0.1, all - 1e-6);
        }
    }

    /** As far as a float does not go. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-30, 1, 1e30, 1e200})
    void theScaleOfTheTargetsDoesNotMatter(double scale) {
        var sample = new KnownProblems().friedman1(1000);
        double plain = rSquared(grow(sample, null, PLAIN), sample);

        var scaled = new Sample(
                sample.x(),
                Arrays.stream(sample.y()).map(value -> value * scale).toArray(),
                0);
        var boosted = grow(scaled, null, PLAIN);

        var back = Arrays.stream(answers(boosted, scaled))
                .map(value -> value / scale)
                .toArray();
        assertThat(rSquared(back, sample.y())).isCloseTo(plain, within(1e-3));
    }

    @Test
    void targetsFarFromZeroAreLearntAsWell() {
        var sample = new KnownProblems().friedman1(1000);
        var far = new Sample(
                sample.x(), Arrays.stream(sample.y()).map(value -> value + 1e9).toArray(), 0);

        assertThat(rSquared(grow(far, null, PLAIN), far))
                .isCloseTo(rSquared(grow(sample, null, PLAIN), sample), within(1e-3));
    }

    @Test
    void lossesAreThoseOfTheAnswers() {
        var sample = new KnownProblems().waveform(500);
        var seen = new ArrayList<Double>();
        var boosted = new Boosting(sample.data(), List.of(sample.data()), PLAIN, 7)
                .grow("generated", NOW, lastLosses(PLAIN, seen), () -> false);

        var answers = answers(boosted, sample);
        double loss = IntStream.range(0, 500)
                .mapToDouble(row -> -Math.log(answers[row * 3 + sample.codes()[row]]))
                .average()
                .orElseThrow();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).isCloseTo(loss, within(1e-9));
        assertThat(seen.get(1)).isCloseTo(loss, within(1e-9));
    }

    @Test
    void endsWhenItIsToldTo() {
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> new Boosting(new KnownProblems().waveform(200).data(), List.of(), PLAIN, 7)
                        .grow("generated", NOW, lastLosses(PLAIN, new ArrayList<>()), () -> true));
    }

    private static Boosting.Rounds lastLosses(BoostingSettings settings, List<Double> into) {
        return new Boosting.Rounds() {
            @Override
            public boolean wantsLosses(int round) {
                return round == settings.rounds() - 1;
            }

            @Override
            public int ended(int round, double[] losses) {
                Arrays.stream(losses).forEach(into::add);
                return 0;
            }
        };
    }

    static BoostedTrees grow(Sample sample, double @Nullable [] weights, BoostingSettings settings) {
        var data = sample.data();
        var weighted = new TreeData(
                data.names(), data.rows(), data.columns(), data.labels(), data.codes(), data.values(), weights);
        return new Boosting(weighted, List.of(), settings, 7)
                .grow("generated", NOW, lastLosses(settings, new ArrayList<>()), () -> false);
    }

    private static double[] weights(int rows) {
        return IntStream.range(0, rows).mapToDouble(row -> 1 + row % 3).toArray();
    }

    private static double[] answers(BoostedTrees boosted, Sample sample) {
        return boosted.predict(sample.rows(), feature -> sample.x()[feature]);
    }

    private static byte[] bytes(BoostedTrees boosted) throws IOException {
        var out = new ByteArrayOutputStream();
        TreesFile.write(boosted, out);
        return out.toByteArray();
    }

    private static double rSquared(BoostedTrees boosted, Sample sample) {
        return rSquared(answers(boosted, sample), sample.y());
    }

    private static double rSquared(double[] said, double[] wanted) {
        double squares = IntStream.range(0, said.length)
                .mapToDouble(i -> (said[i] - wanted[i]) * (said[i] - wanted[i]))
                .average()
                .orElseThrow();
        double deviation = deviation(wanted);
        return 1 - squares / (deviation * deviation);
    }

    private static double[] byTribuo(Model<?> model, Sample sample, int row) {
        var names = sample.names();
        if (sample.classes() == 0) {
            var example = example(sample, row, RegressionFactory.UNKNOWN_REGRESSOR);
            return model.castModel(Regressor.class).predict(example).getOutput().getValues();
        }
        Map<String, Label> scores = model.castModel(Label.class)
                .predict(example(sample, row, LabelFactory.UNKNOWN_LABEL))
                .getOutputScores();
        assertThat(names).isNotEmpty();
        return sample.labels().stream()
                .mapToDouble(label -> Objects.requireNonNull(scores.get(label)).getScore())
                .toArray();
    }

    /** What is missing is left out. */
    private static <T extends Output<T>> Example<T> example(Sample sample, int row, T unknown) {
        var present = IntStream.range(0, sample.x().length)
                .filter(column -> !Double.isNaN(sample.x()[column][row]))
                .toArray();
        return new ArrayExample<>(
                unknown,
                Arrays.stream(present).mapToObj(sample.names()::get).toArray(String[]::new),
                Arrays.stream(present)
                        .mapToDouble(column -> sample.x()[column][row])
                        .toArray());
    }

    private static double[] byXgboost(
            Sample sample, double @Nullable [] weights, BoostingSettings settings, double[] start) throws XGBoostError {
        var parameters = new HashMap<String, Object>();
        parameters.put("tree_method", "hist");
        parameters.put("eta", settings.learningRate());
        parameters.put("max_depth", settings.maxDepth());
        parameters.put("min_child_weight", settings.minChildWeight());
        parameters.put("gamma", settings.gamma());
        parameters.put("alpha", settings.alpha());
        parameters.put("lambda", settings.lambda());
        parameters.put("nthread", 1);
        parameters.put("verbosity", 0);
        switch (sample.classes()) {
            case 0 -> parameters.put("objective", "reg:squarederror");
            case 2 -> parameters.put("objective", "binary:logistic");
            default -> {
                parameters.put("objective", "multi:softprob");
                parameters.put("num_class", sample.classes());
            }
        }
        int columns = sample.x().length;
        var values = new float[sample.rows() * columns];
        for (int row = 0; row < sample.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = (float) sample.x()[column][row];
            }
        }
        var matrix = new DMatrix(values, sample.rows(), columns, Float.NaN);
        matrix.setLabel(floats(sample.y()));
        if (weights != null) {
            matrix.setWeight(floats(weights));
        }
        if (start.length == 1) {
            // all begin from where ours do; with several classes XGBoost does so itself
            var margins = new float[sample.rows()];
            Arrays.fill(margins, (float) start[0]);
            matrix.setBaseMargin(margins);
        }
        var booster = XGBoost.train(matrix, parameters, settings.rounds(), Map.of(), null, null);
        return Arrays.stream(booster.predict(matrix))
                .flatMapToDouble(answer -> {
                    var wide = IntStream.range(0, answer.length)
                            .mapToDouble(i -> answer[i])
                            .toArray();
                    return Arrays.stream(sample.classes() == 2 ? new double[] {1 - wide[0], wide[0]} : wide);
                })
                .toArray();
    }

    private static float[] floats(double[] numbers) {
        var floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
