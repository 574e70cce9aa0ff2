package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.embedded.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnedStartTests {

    @TempDir
    Path folder;

    private boolean learn(String cache) throws IOException, InterruptedException {
        return start().learn((temporary, file) -> {
            write(file, cache);
            return true;
        });
    }

    private LearnedStart start() {
        return new LearnedStart(folder);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void whatWasLearnedIsAnOptionAndNothingElseIsLeft() throws Exception {
        assertThat(start().isLearned()).isFalse();
        assertThat(start().options()).isEmpty();

        assertThat(learn("classes")).isTrue();

        assertThat(start().isLearned()).isTrue();
        assertThat(start().options()).containsExactly("-XX:AOTCache=" + folder.resolve("start.aot"));
        assertThat(folder).isDirectoryContaining("glob:**/start.aot").isDirectoryNotContaining("glob:**/.start*");
    }

    @Test
    void whatCouldNotBeLearnedIsNotTriedAgain() throws Exception {
        // one JVM fails, and one ends well without a cache
        for (boolean endsWell : new boolean[] {false, true}) {
            assertThat(start().learn((temporary, cache) -> endsWell)).isFalse();
            assertThat(start().isLearned()).isTrue();
            assertThat(start().options()).isEmpty();
        }
    }

    @Test
    void aLessonThatIsBrokenOffLeavesWhatThereWas() throws Exception {
        learn("classes");

        assertThatThrownBy(() -> start().learn((temporary, cache) -> {
                    write(cache, "half of the cla");
                    throw new InterruptedException("somebody stops the platform");
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(folder.resolve("start.aot")).hasContent("classes");
        assertThat(folder).isDirectoryNotContaining("glob:**/.start*");
    }

    @Test
    void aFileThatIsNewerIsToBeLearnedAnew() throws Exception {
        var jar = Files.writeString(folder.resolve("a.jar"), "").toFile();
        assertThat(start().isLearnedSince(Stream.of(jar))).isFalse();

        learn("classes");
        assertThat(start().isLearnedSince(Stream.of(jar))).isTrue();

        assertThat(jar.setLastModified(System.currentTimeMillis() + 60_000)).isTrue();
        assertThat(start().isLearnedSince(Stream.of(jar))).isFalse();
    }

    @Test
    void aLessonsJvmIsHeardInTheLog() throws Exception {
        var command = JavaCommand.of(List.of("-Xmx32m"), List.of("-cp", folder.toString(), "NoSuchClass"));

        assertThat(start().run(command, Map.of(), folder)).isFalse();
        assertThat(folder.resolve("start.log")).content().contains("NoSuchClass");
    }
}
