package io.easyml.schemas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageRootTests {

    @Test
    void aMarkIsMadeOnceAndFoundAgain(@TempDir Path folder) throws Exception {
        var marked = StorageRoot.mark(folder.resolve("models"));

        assertThat(StorageRoot.mark(folder.resolve("models"))).isEqualTo(marked);
        assertThat(StorageRoot.open(folder.resolve("models"))).isEqualTo(marked);
    }

    @Test
    void whatWasNotMarkedIsRefusedWithWhatToDo(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> StorageRoot.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("setup");
        Files.writeString(folder.resolve(".easyml-root"), "no id");
        assertThatThrownBy(() -> StorageRoot.open(folder)).hasMessageContaining("UUID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", ".", "", "/etc/passwd"})
    void noPathLeadsOutside(String path, @TempDir Path folder) throws Exception {
        var root = StorageRoot.mark(folder);

        assertThatThrownBy(() -> root.resolve(path)).isInstanceOf(IllegalArgumentException.class);
        assertThat(root.resolve("project/model")).isEqualTo(folder.resolve("project/model"));
    }
}
