package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingOwnerTests {

    @Test
    void aFolderIsLeftBehindOnceItsProcessIsGone(@TempDir Path folder) throws Exception {
        var process = new ProcessBuilder("sleep", "600").start();
        try {
            StagingOwner.mark(folder, process.toHandle());
            assertThat(StagingOwner.isGone(folder)).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(StagingOwner.isGone(folder)).isTrue();
    }

    @Test
    void ofAFolderWithoutAnOwnerNothingIsKnown(@TempDir Path folder) {
        assertThat(StagingOwner.isGone(folder)).isFalse();
    }
}
