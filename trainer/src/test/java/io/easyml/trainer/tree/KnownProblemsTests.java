package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.trainer.tree.KnownProblems.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our trees beside scikit-learn 1.9.1's, on problems that both made themselves: 2,000 rows to learn from and 10,000 to be
 * judged on. The numbers are what {@code src/test/python/known_problems.py} printed, for forests the mean of three seeds.
 * They are R² for numbers, the area under the ROC curve for two classes, and the accuracy for three.
 */
class KnownProblemsTests {

    private static final double AS_GOOD = 0.003;

    private final KnownProblems problems = new KnownProblems();

    private Sample sample(String problem, int rows) {
        return switch (problem) {
            case "friedman1" -> problems.friedman1(rows);
            case "friedman2" -> problems.friedman2(rows);
            case "friedman3" -> problems.friedman3(rows);
            case "holes" -> problems.holes(rows);
            case "waveform" -> problems.waveform(rows);
            case "twonorm" -> problems.twonorm(rows);
            case "ringnorm" -> problems.ringnorm(rows);
            case "xor" -> problems.xor(rows);
            default -> throw new IllegalArgumentException(problem);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "friedman1, 0.87276, 0.88418",
        "friedman2, 0.88505, 0.88204",
        "friedman3, 0.88332, 0.88604",
        "holes, 0.76394, 0.77339",
        "waveform, 0.84547, 0.84910",
        "twonorm, 0.99551, 0.99647",
        "ringnorm, 0.98974, 0.99761",
        "xor, 0.89574, 0.88910"
    })
    void forestsAreAsGoodAsScikitLearns(String problem, double randomForest, double extraTrees) {
        var training = sample(problem, 2000);
        var test = sample(problem, 10_000);

        assertThat(Scores.of(ForestTests.grow(training.data(), Settings.forest(training, 200)), test))
                .as("random forest")
                .isCloseTo(randomForest, within(AS_GOOD));
        assertThat(Scores.of(ForestTests.grow(training.data(), Settings.extra(training, 200)), test))
                .as("extra trees")
                // where scikit-learn draws the side of missing values, ours learn it, and are better by as much
                .isBetween(extraTrees - AS_GOOD, extraTrees + (problem.equals("holes") ? 3 : 1) * AS_GOOD);
    }

    /** The bins at the ends are finer, or the largest rows would share one. */
    @Test
    void aLongTailIsLearntAsWellAsByScikitLearn() {
        var training = problems.longTail(8000);
        var test = problems.longTail(10_000);

        assertThat(Scores.of(ForestTests.grow(training.data(), Settings.forest(training, 200)), test))
                .as("random forest")
                .isCloseTo(0.96735, within(AS_GOOD));
        assertThat(Scores.of(ForestTests.grow(training.data(), Settings.extra(training, 200)), test))
                .as("extra trees")
                .isCloseTo(0.97201, within(AS_GOOD));
    }

    @ParameterizedTest
    @CsvSource({
        "friedman1, 10, 0, 200, 0.75233",
        "friedman1, 1, 30, 200, 0.68782",
        "friedman1, 3, 0, 6, 0.71521",
        "waveform, 10, 0, 200, 0.74483",
        "waveform, 1, 30, 200, 0.74600",
        "waveform, 3, 0, 6, 0.74397",
        "ringnorm, 10, 0, 200, 0.89454",
        "ringnorm, 1, 30, 200, 0.87966",
        "ringnorm, 3, 0, 6, 0.80951"
    })
    void aTreeIsScikitLearnsWhereEveryValueHasABin(String problem, int leaf, int leaves, int depth, double expected) {
        var training = sample(problem, 2000).inTenths();
        var test = sample(problem, 10_000).inTenths();
        var settings = new Settings(Settings.tree(training))
                .minSamplesLeaf(leaf)
                .maxLeafNodes(leaves)
                .maxDepth(depth)
                .get();

        assertThat(Scores.of(ForestTests.grow(training.data(), settings), test)).isCloseTo(expected, within(AS_GOOD));
    }

    /** The questions have an answer without an error, which a whole tree finds when it has seen every robot. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTreeAnswersTheMonksQuestions(int question) {
        var robots = KnownProblems.monk(question);

        assertThat(Scores.of(ForestTests.grow(robots.data(), Settings.tree(robots)), robots))
                .isEqualTo(1);
    }

    /** Breiman et al. (1984) give 0.14 as the least error of the waveforms; forests come close to it. */
    @Test
    void theErrorOfTheWaveformsIsWhereTheLiteratureHasIt() {
        var training = problems.waveform(5000);
        var test = problems.waveform(20_000);
        double accuracy = Scores.of(ForestTests.grow(training.data(), Settings.forest(training, 100)), test);

        assertThat(1 - accuracy).isBetween(0.135, 0.165);
    }

    /** Breiman (1996) gives 0.023 (two norms) and 0.013 (a ring) as the least errors. */
    @Test
    void theErrorsOfTheNormsAreWhereTheLiteratureHasThem() {
        for (boolean ring : new boolean[] {false, true}) {
            var training = ring ? problems.ringnorm(5000) : problems.twonorm(5000);
            var test = ring ? problems.ringnorm(20_000) : problems.twonorm(20_000);
            var forest = ForestTests.grow(training.data(), Settings.forest(training, 100));
            double error = 1 - Scores.accuracy(forest.predict(test.rows(), feature -> test.x()[feature]), test);

            assertThat(error).as(ring ? "ring" : "two norms").isBetween(ring ? 0.013 : 0.023, ring ? 0.06 : 0.045);
        }
    }

    /** One row in ten has the wrong class, which nobody can know. */
    @Test
    void theExclusiveOrIsFoundUpToItsNoise() {
        var training = problems.xor(5000);
        var test = problems.xor(20_000);
        var settings =
                new Settings(Settings.forest(training, 100)).minSamplesLeaf(20).get();
        var forest = ForestTests.grow(training.data(), settings);

        assertThat(Scores.accuracy(forest.predict(test.rows(), feature -> test.x()[feature]), test))
                .isBetween(0.88, 0.91);
    }
}
