package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureSpaceTests {

    private final Column number =
            new Column.Numbers("n", ColumnType.NUMBER, new double[] {1, 3, Double.NaN, 8, 1000, Double.NaN});
    private final Column category =
            new Column.Categories("c", new int[] {0, 1, 0, -1, 2, 2}, List.of("low", "high", "new"));
    private final Target.Values target = new Target.Values(new double[] {0, 100, 0, 50, 9, 9});
    private final Table table = new Table("table.csv", 6, List.of(number, category));
    private final int[] training = {0, 1, 2, 3};

    @Test
    void aMissingNumberStaysMissingForTreesThatSawMissingOnes() {
        var features = fit(Encoding.RANKED);

        assertThat(features(features, 2)).containsEntry("n", Double.NaN);
        assertThat(features(features, 4)).containsEntry("n", 1000.0);
        assertThat(features.of(table).column(0, new int[] {4, 2, 0})).containsExactly(1000, Double.NaN, 1);
        assertThat(features.of(table).column(1, new int[] {1, 3})).containsExactly(2, 1);
    }

    @Test
    void aMissingNumberIsTheTrainingMedianForTreesThatSawNone() {
        var features = new FeatureSpace(List.of(new FeatureRule.Plain("n", ColumnType.NUMBER, 3, false)));

        assertThat(features(features, 2)).containsEntry("n", 3.0);
    }

    @Test
    void aLevelIsRankedByItsTrainingTargetAndAnUnseenOneStandsInTheMiddle() {
        var features = fit(Encoding.RANKED);

        assertThat(features(features, 0)).containsEntry("c", 0.0);
        assertThat(features(features, 3)).containsEntry("c", 1.0);
        assertThat(features(features, 1)).containsEntry("c", 2.0);
        assertThat(features(features, 4)).containsEntry("c", 0.5);
    }

    @Test
    void standardisingUsesTheTrainingRowsAlone() {
        var features = fit(Encoding.ONE_HOT);
        var values = IntStream.of(training)
                .mapToDouble(row -> features(features, row).getOrDefault("n", Double.NaN))
                .toArray();

        assertThat(IntStream.range(0, 4).mapToDouble(i -> values[i]).sum()).isCloseTo(0, within(1e-12));
        assertThat(IntStream.range(0, 4).mapToDouble(i -> values[i] * values[i]).sum())
                .isCloseTo(4, within(1e-12));
    }

    @Test
    void aLevelHasAFeatureOfItsOwnAndAnUnseenOneHasNone() {
        var features = fit(Encoding.ONE_HOT);

        assertThat(features.names()).containsExactly("n", "n=<missing>", "c=high", "c=low", "c=<missing>");
        assertThat(features(features, 1)).containsEntry("c=high", 1.0).doesNotContainKey("c=low");
        assertThat(features(features, 3)).containsEntry("c=<missing>", 1.0);
        assertThat(features(features, 4)).containsOnlyKeys("n", "n=<missing>");
    }

    @Test
    void rowsTogetherHaveTheFeaturesOfEach() {
        var features = fit(Encoding.ONE_HOT);
        var rows = new int[] {4, 3, 0, 1, 3};
        var together = new ArrayList<Map<String, Double>>();
        IntStream.of(rows).forEach(row -> together.add(new HashMap<>()));

        features.of(table)
                .rows(
                        rows,
                        (position, feature, value) ->
                                together.get(position).put(features.names().get(feature), value));

        assertThat(together)
                .isEqualTo(IntStream.of(rows)
                        .mapToObj(row -> features(features, row))
                        .toList());
    }

    @Test
    void rareLevelsShareAFeatureWithUnseenOnes() {
        var codes =
                IntStream.range(0, 400).map(i -> i < 200 ? i % 100 : i - 100).toArray();
        var levels = new ArrayList<String>();
        IntStream.range(0, 300).forEach(i -> levels.add("level" + i));
        var many = new Column.Categories("c", codes, levels);
        var values = new Target.Values(new double[400]);
        var wide = new Table("table.csv", 400, List.of(many));

        var features = fit(wide, values, IntStream.range(0, 350).toArray(), Encoding.ONE_HOT);

        assertThat(features.names()).hasSize(101).endsWith("c=<other>");
        assertThat(features(features, wide, 399)).containsOnlyKeys("c=<other>");
    }

    @Test
    void featuresWithTheSameNameAreKeptApart() {
        var features = new FeatureSpace(List.of(
                new FeatureRule.OneHot("a", List.of("b"), false, false),
                new FeatureRule.Scaled("a=b", ColumnType.NUMBER, 0, 0, 1, false)));

        assertThat(features.names()).containsExactly("a=b", "a=b'");
    }

    private FeatureSpace fit(Encoding encoding) {
        return fit(table, target, training, encoding);
    }

    private static FeatureSpace fit(Table of, Target values, int[] rows, Encoding encoding) {
        var question = new Question(
                of,
                of.columns().getFirst(),
                values,
                IntStream.range(0, of.rows()).toArray(),
                of.columns(),
                List.of());
        return FeatureSpace.fit(question, rows, encoding);
    }

    private Map<String, Double> features(FeatureSpace features, int row) {
        return features(features, table, row);
    }

    private static Map<String, Double> features(FeatureSpace features, Table of, int row) {
        var values = new HashMap<String, Double>();
        features.of(of).row(row, (feature, value) -> values.put(features.names().get(feature), value));
        return values;
    }
}
