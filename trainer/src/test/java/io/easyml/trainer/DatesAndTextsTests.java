package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.trainer.export.ModelFolder;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm, on a table of which nothing but a date and a text says anything. */
class DatesAndTextsTests {

    private static final int ROWS = 150;

    @TempDir
    Path folder;

    private Path table(@Nullable String target) throws IOException {
        var text = new StringBuilder("when,said" + (target == null ? "" : "," + target) + "\n");
        for (int i = 0; i < ROWS; i++) {
            boolean large = i % 3 == 0;
            // before and after 1970
            text.append(i % 11 == 0 ? "" : 1960 + i % 20 + "-" + (large ? "03" : "11") + "-" + (10 + i % 19));
            text.append(i % 13 == 0 ? "," : (large ? ",a grand house number " : ",one tiny hut number ") + i);
            if ("kind".equals(target)) {
                text.append(large ? ",large" : ",small");
            } else if (target != null) {
                text.append(',').append(large ? 100 + i % 5 : i % 5);
            }
            text.append('\n');
        }
        return Files.writeString(folder.resolve("houses.csv"), text);
    }

    static Stream<AlgorithmDescription> everyAlgorithm() {
        return AlgorithmCatalogue.load().all().stream();
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aModelIsMadeAndReadAgain(AlgorithmDescription description) throws IOException {
        var files = new RunFiles(folder);
        var target = RunFiles.target(description.task());
        var table = table(target);
        var end = new Attempt(message -> {}).of(files.run(table, description.name(), target, Map.of()));

        assertThat(end).isInstanceOf(TrainerMessage.Succeeded.class);
        var model = ModelFolder.load(files.output(description.name(), target));
        assertThat(model.predict(table).size()).isEqualTo(ROWS);
        assertThat(files.output(description.name(), target).resolve("profile.json"))
                .exists();
    }

    @Test
    void wordsAreCountedWhereCountsAreWanted() throws IOException {
        var run = new RunFiles(folder).run(table("kind"), "multinomial_nb", "kind", Map.of());

        assertThat(new Attempt(message -> {}).of(run))
                .isInstanceOfSatisfying(
                        TrainerMessage.Succeeded.class,
                        succeeded -> assertThat(succeeded.result().metrics().getOrDefault("accuracy", 0.0))
                                .isGreaterThan(0.9));
    }
}
