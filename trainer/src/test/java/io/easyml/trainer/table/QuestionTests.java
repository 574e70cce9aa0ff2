package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionTests {

    @TempDir
    Path folder;

    @Test
    void columnsThatSayNothingAreLeftOutWithTheReason() throws IOException {
        var table = table("id,same,empty,x,target", 60, i -> "key" + i + ",7,," + i + "," + i % 2);

        var question = Question.of(table, "target", Task.CLASSIFICATION);

        assertThat(question.features()).extracting(Column::name).containsExactly("x");
        assertThat(question.dropped()).extracting(DroppedColumn::name).containsExactly("id", "same", "empty");
        assertThat(question.dropped().getFirst().reason()).contains("identifier");
    }

    @Test
    void wholeNumbersWithFewValuesAreClasses() throws IOException {
        var table = table("x,target", 40, i -> i + "," + (i % 2 == 0 ? "10" : "2"));

        var target = Question.of(table, "target", Task.CLASSIFICATION).target();

        assertThat(((Target.Classes) target).labels()).containsExactly("2", "10");
    }

    @Test
    void rowsWithoutATargetAreDroppedAndCounted() throws IOException {
        var table = table("x,target", 40, i -> i + "," + (i % 4 == 0 ? "" : "c" + i % 2));

        var question = Question.of(table, "target", Task.CLASSIFICATION);

        assertThat(question.rows()).hasSize(30);
        assertThat(question.rowsWithoutTarget()).isEqualTo(10);
    }

    @Test
    void aMissingTargetColumnNamesTheNearest() throws IOException {
        var table = table("x,target", 40, i -> i + ",1");

        assertFailure(
                table,
                "targt",
                Task.REGRESSION,
                FailureCode.TARGET_NOT_FOUND,
                "`targt` is not a column of table.csv; did you mean `target`?");
    }

    @Test
    void targetsThatCannotBeLearntAreRefusedWithWhatToDo() throws IOException {
        var one = table("x,target", 40, i -> i + ",same");
        assertFailure(one, "target", Task.CLASSIFICATION, FailureCode.TARGET_HAS_ONE_CLASS, "same value in every row");
        var words = table("x,target", 40, i -> i + "," + (i == 7 ? "many" : "" + i));
        assertFailure(words, "target", Task.REGRESSION, FailureCode.TARGET_NOT_NUMERIC, "(\"many\")");
        var numbers = table("x,target", 400, i -> i + "," + i * 1.5);
        assertFailure(numbers, "target", Task.CLASSIFICATION, FailureCode.REQUEST_INVALID, "random_forest_regressor");
        var few = table("x,target", 9, i -> i + "," + i % 2);
        assertFailure(few, "target", Task.CLASSIFICATION, FailureCode.TOO_FEW_ROWS, "at least 10");
        var nothing = table("x,target", 40, i -> "1," + i % 2);
        assertFailure(nothing, "target", Task.CLASSIFICATION, FailureCode.NO_USABLE_FEATURES, "`x` has the same value");
    }

    @Test
    void bothPartsHaveEachClassInItsShareAndTheSeedDecides() throws IOException {
        var table = table("x,target", 200, i -> i + "," + (i % 10 == 0 ? "rare" : "common"));
        var question = Question.of(table, "target", Task.CLASSIFICATION);
        var codes = ((Target.Classes) question.target()).codes();

        var split = Split.of(question, 0.25, 42);

        assertThat(split.test()).hasSize(50);
        assertThat(Arrays.stream(split.test()).filter(row -> codes[row] == 1)).hasSize(5);
        assertThat(IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.test()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 200).toArray());
        assertThat(Split.of(question, 0.25, 42).test()).isEqualTo(split.test());
        assertThat(Split.of(question, 0.25, 43).test()).isNotEqualTo(split.test());
    }

    private static void assertFailure(Table table, String target, Task task, FailureCode code, String message) {
        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> Question.of(table, target, task))
                .withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private Table table(String header, int rows, IntFunction<String> row) throws IOException {
        var file = folder.resolve("table.csv");
        Files.writeString(
                file,
                header + "\n"
                        + String.join(
                                "\n", IntStream.range(0, rows).mapToObj(row).toList()) + "\n");
        return TableReader.open(file, "table.csv", TableOptions.DEFAULTS).read(count -> {});
    }
}
