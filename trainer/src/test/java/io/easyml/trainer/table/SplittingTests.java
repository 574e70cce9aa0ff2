package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.catalogue.Task;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplittingTests {

    private static final int ROWS = 100;

    /** Every fifth row is of class b; ten groups; time runs backwards. */
    private final Table table = new Table(
            "t.csv",
            ROWS,
            List.of(
                    new Column.Numbers("x", ColumnType.NUMBER, numbers(i -> i)),
                    new Column.Numbers("group", ColumnType.NUMBER, numbers(i -> i % 10)),
                    new Column.Categories(
                            "day",
                            IntStream.range(0, ROWS).map(i -> i / 2).toArray(),
                            IntStream.range(0, 50)
                                    .mapToObj(i -> "2026-01-" + (100 - i))
                                    .toList()),
                    new Column.Categories(
                            "y",
                            IntStream.range(0, ROWS)
                                    .map(i -> i % 5 == 0 ? 1 : 0)
                                    .toArray(),
                            List.of("a", "b"))));

    private final Splitting splitting = new Splitting(question(), true, 42);

    private Question question() {
        return Question.of(table, "y", Task.CLASSIFICATION, Set.of());
    }

    private static double[] numbers(java.util.function.IntToDoubleFunction of) {
        return IntStream.range(0, ROWS).mapToDouble(of).toArray();
    }

    private static long ofClassB(int[] rows) {
        return Arrays.stream(rows).filter(row -> row % 5 == 0).count();
    }

    private static void assertParts(Split split) {
        var all = IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.test()))
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, ROWS).toArray());
    }

    @Test
    void foldsHoldEveryRowOnceWithTheSameShareOfEachClass() {
        var folds = splitting.folds(5);

        var held = new HashSet<Integer>();
        for (var fold : folds) {
            assertParts(fold);
            assertThat(fold.test()).hasSize(20);
            assertThat(ofClassB(fold.test())).isEqualTo(4);
            Arrays.stream(fold.test()).forEach(row -> assertThat(held.add(row)).isTrue());
        }
        assertThat(held).hasSize(ROWS);
    }

    @Test
    void withoutStratifyingAllRowsAreShuffledTogether() {
        var fold = new Splitting(question(), false, 42).folds(2).getFirst();

        assertParts(fold);
        assertThat(fold.test())
                .hasSize(50)
                .isNotEqualTo(splitting.folds(2).getFirst().test());
    }

    @Test
    void groupsStayTogether() {
        var splits = new java.util.ArrayList<>(splitting.groupFolds("group", 5));
        splits.add(splitting.holdOutGroups("group", 0.2));

        for (var split : splits) {
            assertParts(split);
            assertThat(split.test()).hasSize(20);
            var groups =
                    Arrays.stream(split.test()).map(row -> row % 10).distinct().toArray();
            assertThat(groups).hasSize(2);
        }
    }

    @Test
    void theLastRowsByTimeAreHeldOut() {
        var split = splitting.holdOutLast("day", 0.3);

        assertParts(split);
        // dates are texts: "2026-01-100" comes before "2026-01-51"
        var days = table.column("day").orElseThrow();
        var levels = ((Column.Categories) days).levels();
        var earliestTest = Arrays.stream(split.test())
                .mapToObj(row -> levels.get(row / 2))
                .min(String::compareTo)
                .orElseThrow();
        assertThat(split.test()).hasSize(30);
        assertThat(Arrays.stream(split.training()).mapToObj(row -> levels.get(row / 2)))
                .allMatch(day -> day.compareTo(earliestTest) <= 0);
    }

    @Test
    void theSameSeedGivesTheSameSplit() {
        assertThat(splitting.holdOut(0.25).test())
                .isEqualTo(new Splitting(question(), true, 42).holdOut(0.25).test())
                .isNotEqualTo(new Splitting(question(), true, 43).holdOut(0.25).test());
    }

    @Test
    void whatCannotBeSplitIsRefused() {
        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> splitting.groupFolds("group", 11))
                .withMessageContaining("10 different values in `group`");
        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> splitting.holdOutLast("dya", 0.2))
                .withMessageContaining("did you mean `day`?");
    }
}
