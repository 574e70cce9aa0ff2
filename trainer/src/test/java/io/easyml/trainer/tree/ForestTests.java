package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.tree.KnownProblems.Sample;
import io.easyml.trainer.tree.TreeSettings.Criterion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

class ForestTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static Forest grow(TreeData data, TreeSettings settings) {
        return Forest.grow(data, settings, 42, "generated", NOW, part -> {}, () -> false);
    }

    static Stream<Sample> everyKind() {
        return Stream.of(
                new KnownProblems().friedman1(700),
                new KnownProblems().holes(700),
                new KnownProblems().ringnorm(700),
                new KnownProblems().waveform(700));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aForestIsTheSameOnAnyNumberOfThreads(Sample sample) throws Exception {
        for (var settings : List.of(Settings.forest(sample, 20), Settings.extra(sample, 20))) {
            var alone = onThreads(1, sample, settings);
            assertThat(onThreads(3, sample, settings)).isEqualTo(alone);
            assertThat(onThreads(2, sample, settings)).isEqualTo(alone);
        }
    }

    private static byte[] onThreads(int threads, Sample sample, TreeSettings settings) throws Exception {
        try (var pool = new ForkJoinPool(threads)) {
            var forest = pool.submit(() -> grow(sample.data(), settings)).get();
            return bytes(forest);
        }
    }

    static byte[] bytes(Forest forest) throws IOException {
        var out = new ByteArrayOutputStream();
        TreesFile.write(forest, out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theFlatArraysSayWhatTribuosTreesSay(Sample sample) {
        for (var settings : List.of(Settings.forest(sample, 15), Settings.extra(sample, 15), Settings.tree(sample))) {
            var forest = grow(sample.data(), settings);
            var flat = forest.predict(sample.rows(), feature -> sample.x()[feature]);
            var features = new TribuoForest(forest).features();
            var model = forest.model();
            int differentLabels = 0;
            for (int row = 0; row < sample.rows(); row++) {
                if (sample.classes() == 0) {
                    var example = features.example(sample.row(row), new Regressor("target", 0));
                    double value = model.castModel(Regressor.class)
                            .predict(example)
                            .getOutput()
                            .getValues()[0];
                    assertThat(flat[row]).isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value))));
                    continue;
                }
                var example = features.example(sample.row(row), new Label("class0"));
                var prediction = model.castModel(Label.class).predict(example);
                int likeliest = 0;
                for (int code = 0; code < sample.classes(); code++) {
                    double probability = flat[row * sample.classes() + code];
                    likeliest = probability > flat[row * sample.classes() + likeliest] ? code : likeliest;
                    assertThat(probability).isCloseTo(score(prediction, code), within(1e-12));
                }
                double best = prediction.getOutput().getScore();
                differentLabels += score(prediction, likeliest) == best ? 0 : 1;
            }
            assertThat(differentLabels).isZero();
        }
    }

    @Test
    void rowsGetTheSameAnswersTogetherAndInSmallParts() {
        for (var sample : List.of(new KnownProblems().holes(5000), new KnownProblems().waveform(5000))) {
            var forest = grow(sample.data(), Settings.forest(sample, 10));
            int width = Math.max(1, sample.classes());

            var together = forest.predict(sample.rows(), feature -> sample.x()[feature]);

            for (int from = 0; from < sample.rows(); from += 100) {
                int first = from;
                var part = forest.predict(100, feature -> Arrays.copyOfRange(sample.x()[feature], first, first + 100));
                assertThat(part).isEqualTo(Arrays.copyOfRange(together, from * width, (from + 100) * width));
            }
        }
    }

    private static double score(Prediction<Label> prediction, int code) {
        var label = prediction.getOutputScores().get("class" + code);
        return label == null ? Double.NaN : label.getScore();
    }

    @Test
    void limitsAreKept() {
        var sample = new KnownProblems().friedman1(1000);
        var leaves = new ArrayList<Integer>();
        for (int limit : new int[] {2, 17, 100}) {
            leaves.add(leaves(tree(sample, settings -> settings.maxLeafNodes(limit))));
        }

        assertThat(leaves).containsExactly(2, 17, 100);
        assertThat(leaves(tree(sample, settings -> settings.maxDepth(1)))).isEqualTo(2);
        assertThat(depth(tree(sample, settings -> settings.maxDepth(5)))).isEqualTo(5);
        assertThat(leaves(tree(sample, settings -> settings.minImpurityDecrease(1e9))))
                .isEqualTo(1);
        for (int least : new int[] {2, 7, 60}) {
            assertThat(rowsPerLeaf(tree(sample, settings -> settings.minSamplesLeaf(least)), sample))
                    .allMatch(rows -> rows >= least);
        }
        assertThat(leaves(tree(sample, settings -> settings.minSamplesSplit(400))))
                .isLessThan(leaves(tree(sample, settings -> settings.minSamplesSplit(40))));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aWholeTreeKnowsEveryTrainingRow(Sample sample) {
        var forest = grow(sample.data(), Settings.tree(sample));
        var said = forest.predict(sample.rows(), feature -> sample.x()[feature]);

        for (int row = 0; row < sample.rows(); row++) {
            if (sample.classes() == 0) {
                assertThat(said[row]).isEqualTo(sample.y()[row]);
            } else {
                assertThat(said[row * sample.classes() + (int) sample.y()[row]]).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aRowOfWeightThreeIsThreeRows(Sample any) {
        var sample = any.inTenths();
        var random = new Draws(5);
        var weights = IntStream.range(0, sample.rows())
                .mapToDouble(row -> 1 + random.below(3))
                .toArray();
        var repeated = IntStream.range(0, sample.rows())
                .flatMap(row -> IntStream.generate(() -> row).limit((long) weights[row]))
                .toArray();
        var x = Arrays.stream(sample.x())
                .map(column ->
                        Arrays.stream(repeated).mapToDouble(row -> column[row]).toArray())
                .toArray(double[][]::new);
        var y = Arrays.stream(repeated).mapToDouble(row -> sample.y()[row]).toArray();
        var settings = new Settings(Settings.tree(sample)).maxDepth(6).get();

        var byRows = grow(new Sample(x, y, sample.classes()).data(), settings);
        var byWeight = grow(weighted(sample, weights), settings);

        assertThat(shareOfSameAnswers(byRows, byWeight, sample)).isEqualTo(1);
    }

    private static TreeData weighted(Sample sample, double[] weights) {
        var plain = sample.data();
        return new TreeData(
                plain.names(), plain.rows(), plain.columns(), plain.labels(), plain.codes(), plain.values(), weights);
    }

    private static double shareOfSameAnswers(Forest one, Forest other, Sample sample) {
        var first = one.predict(sample.rows(), feature -> sample.x()[feature]);
        var second = other.predict(sample.rows(), feature -> sample.x()[feature]);
        return IntStream.range(0, first.length)
                        .filter(i -> Math.abs(first[i] - second[i]) < 1e-9)
                        .count()
                / (double) first.length;
    }

    @Test
    void whereMissingValuesGoIsLearnt() {
        int rows = 400;
        var column = new double[rows];
        var low = new double[rows];
        var y = new double[rows];
        for (int row = 0; row < rows; row++) {
            column[row] = row % 4 == 0 ? Double.NaN : row;
            low[row] = row % 4 == 0 || row < 200 ? 1 : 0;
            y[row] = row % 4 == 0 ? 1 : 0;
        }
        var apart = new Sample(new double[][] {column}, y, 2);
        var withLow = new Sample(new double[][] {column}, low, 2);

        assertThat(leaves(grow(apart.data(), Settings.tree(apart)))).isEqualTo(2);
        var forest = grow(withLow.data(), Settings.tree(withLow));
        assertThat(leaves(forest)).isEqualTo(2);
        assertThat(FlatTree.missingLeft(forest.trees()[0].splits()[0])).isTrue();
    }

    @Test
    void anExclusiveOrIsFoundThoughNoFirstSplitGains() {
        var x = new double[][] {{0, 0, 1, 1}, {0, 1, 0, 1}};
        var sample = new Sample(x, new double[] {0, 1, 1, 0}, 2);
        var forest = grow(sample.data(), Settings.tree(sample));

        assertThat(Scores.of(forest, sample)).isEqualTo(1);
    }

    @Test
    void largeNumbersCloseTogetherAreToldApart() {
        var plain = new KnownProblems().friedman1(500);
        var shifted =
                new Sample(plain.x(), Arrays.stream(plain.y()).map(y -> y + 1e9).toArray(), 0);
        var settings = new Settings(Settings.tree(plain)).maxDepth(8).get();

        assertThat(Scores.of(grow(shifted.data(), settings), shifted))
                .isCloseTo(Scores.of(grow(plain.data(), settings), plain), within(1e-4));
    }

    @ParameterizedTest
    @EnumSource(
            value = Criterion.class,
            names = {"GINI", "ENTROPY"})
    void weightsOfOneChangeNothing(Criterion criterion) {
        for (var sample : List.of(new KnownProblems().ringnorm(600), new KnownProblems().waveform(600))) {
            var settings = new Settings(Settings.tree(sample))
                    .maxDepth(4)
                    .criterion(criterion)
                    .get();
            var ones = new double[sample.rows()];
            Arrays.fill(ones, 1);

            var plain = grow(sample.data(), settings);
            var weighted = grow(weighted(sample, ones), settings);

            assertThat(shareOfSameAnswers(plain, weighted, sample)).isEqualTo(1);
        }
    }

    @Test
    void progressIsToldTreeByTree() {
        var sample = new KnownProblems().ringnorm(200);
        var parts = Collections.synchronizedList(new ArrayList<Double>());

        Forest.grow(sample.data(), Settings.forest(sample, 25), 1, "x", NOW, parts::add, () -> false);

        assertThat(parts).hasSize(25).contains(1.0).allMatch(part -> part > 0 && part <= 1);
    }

    @Test
    void aForestThatNobodyWantsStopsGrowing() {
        var sample = new KnownProblems().ringnorm(5000);
        var settings = Settings.forest(sample, 2000);
        var parts = Collections.synchronizedList(new ArrayList<Double>());

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(
                        () -> Forest.grow(sample.data(), settings, 1, "x", NOW, parts::add, () -> parts.size() >= 3));
        assertThat(parts).hasSizeLessThan(100);
    }

    @Test
    void importanceGoesToTheColumnsThatMatter() {
        var sample = new KnownProblems().friedman1(2000);
        var importances = grow(sample.data(), Settings.forest(sample, 50)).importances();

        assertThat(Arrays.stream(importances).sum()).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(importances, 0, 5).min().orElseThrow())
                .isGreaterThan(2 * Arrays.stream(importances, 5, 10).max().orElseThrow());
    }

    @Test
    void whatTheModelSaysOfItselfIsThereBeforeItsNodesAre() {
        var sample = new KnownProblems().waveform(300);
        var model = TreesModel.of(grow(sample.data(), Settings.forest(sample, 3)));
        var provenance = model.getProvenance();

        assertThat(provenance.getDatasetProvenance().getNumExamples()).isEqualTo(300);
        assertThat(provenance.getDatasetProvenance().getNumFeatures()).isEqualTo(21);
        assertThat(provenance.getTrainingTime().toInstant()).isEqualTo(NOW);
        assertThat(provenance.getClassName()).isEqualTo("org.tribuo.ensemble.WeightedEnsembleModel");
        assertThat(model.tribuo().getProvenance().getTrainerProvenance()).isEqualTo(provenance.getTrainerProvenance());
        assertThat(model.getOutputIDInfo().size()).isEqualTo(3);
    }

    private static Forest tree(Sample sample, UnaryOperator<Settings> change) {
        return grow(
                sample.data(), change.apply(new Settings(Settings.tree(sample))).get());
    }

    private static int leaves(Forest tree) {
        return tree.trees()[0].splits().length + 1;
    }

    private static int depth(Forest forest) {
        return depth(forest.trees()[0], forest.trees()[0].root());
    }

    private static int depth(FlatTree tree, int node) {
        return node < 0
                ? 0
                : 1 + Math.max(depth(tree, tree.children()[2 * node]), depth(tree, tree.children()[2 * node + 1]));
    }

    private static List<Long> rowsPerLeaf(Forest forest, Sample sample) {
        var counts = new long[forest.leaves().length];
        var bins = new byte[sample.x().length];
        for (int row = 0; row < sample.rows(); row++) {
            for (int feature = 0; feature < bins.length; feature++) {
                bins[feature] = (byte) forest.features()[feature].bin(sample.x()[feature][row]);
            }
            counts[forest.trees()[0].leaf(bins, 0)]++;
        }
        return Arrays.stream(counts).filter(count -> count > 0).boxed().toList();
    }
}
