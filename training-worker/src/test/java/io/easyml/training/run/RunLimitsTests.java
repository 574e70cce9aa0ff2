package io.easyml.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunLimitsTests {

    @Test
    void theHeapLeavesRoomForNativeMemory() {
        assertThat(new RunLimits(256, null, 1, null, 256, 1).heapMb()).isEqualTo(64);
        assertThat(new RunLimits(2_048, null, 1, null, 2_048, 1).heapMb()).isEqualTo(1_536);
        assertThat(new RunLimits(16_384, null, 1, null, 16_384, 1).heapMb()).isEqualTo(12_288);
    }

    @Test
    void theSentencesSayWhatWasUsedAskedForAndAllowed() {
        var less = new RunLimits(512, 512L, 60, 60L, 2_048, 3_600);
        assertThat(less.outOfMemory(530))
                .contains(
                        "used 530 MiB", "it may have 512 MiB", "Raise limits.max_memory_mb (this worker allows 2048)");
        assertThat(less.tooLong(60, null))
                .contains(
                        "after 60 s", "it may take 60 s", "Raise limits.max_runtime_seconds (this worker allows 3600)");

        var more = new RunLimits(2_048, 9_000L, 3_600, 9_999L, 2_048, 3_600);
        assertThat(more.outOfMemory(2_100))
                .contains("of 9000 MiB that were asked for", "This worker allows no more (TRAINER_MAX_MEMORY_MB)");
        assertThat(more.tooLong(3_600, null)).contains("of 9999 s that were asked for", "TRAINER_MAX_RUNTIME_SECONDS");
        assertThat(more.sentence()).contains("9999 s were asked for", "9000 MiB were asked for");
    }

    @Test
    void aTrainerThatKeepsWhatItWasGivenMakesRoomForANewOne() {
        assertThat(TrainerProcess.isGrown(10, 12, 300, 2_048)).isFalse();
        assertThat(TrainerProcess.isGrown(10, 90, 300, 2_048)).as("leaked").isTrue();
        assertThat(TrainerProcess.isGrown(10, 12, 1_100, 2_048)).as("swollen").isTrue();
        assertThat(TrainerProcess.isGrown(10, 12, 1_100, 16_384)).isFalse();
    }
}
