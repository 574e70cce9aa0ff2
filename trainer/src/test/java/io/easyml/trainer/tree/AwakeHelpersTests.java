package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AwakeHelpersTests {

    @Test
    void doWhatOthersFork() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        try (var helpers = new AwakeHelpers()) {
            var task = ForkJoinTask.adapt(Thread::currentThread).fork();

            await().until(task::isDone);

            assertThat(task.join()).isInstanceOf(ForkJoinWorkerThread.class);
        }
    }

    @Test
    void takePartInParallelStreamsAndPassTheirFailuresOn() {
        try (var helpers = new AwakeHelpers()) {
            assertThat(IntStream.range(0, 10_000).parallel().sum()).isEqualTo(49_995_000);
            assertThatThrownBy(() -> IntStream.range(0, 100).parallel().forEach(i -> {
                        throw new IllegalStateException("of a part");
                    }))
                    .hasMessageContaining("of a part");
        }
    }

    @Test
    void leaveThePoolIdleOnceClosed() {
        try (var helpers = new AwakeHelpers()) {
            assertThat(IntStream.range(0, 1_000).parallel().sum()).isEqualTo(499_500);
        }

        assertThat(ForkJoinPool.commonPool().awaitQuiescence(20, TimeUnit.SECONDS))
                .isTrue();
    }
}
