package io.easyml.training.run;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.training.announce.ActiveRuns.Active;
import io.easyml.training.announce.RunEnd;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends a run that takes more time or memory than it may. The heap's limit is the JVM's own; native memory has none. */
final class LimitWatch implements AutoCloseable {

    private static final long FRESH_MS = 600_000;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("run-limits-", 0).daemon().factory());

    /** One run under watch, until it is closed. */
    static final class Watched implements AutoCloseable {
        private final HeldRun holding;
        private final Future<?> time;
        private final Future<?> memory;
        private final Future<?> fresh;
        private volatile @Nullable TrainerProcess trainer;
        private volatile long mostMemoryMb;

        private Watched(
                HeldRun holding,
                Supplier<@Nullable Active> progress,
                Runnable keepFresh,
                ScheduledExecutorService clock) {
            this.holding = holding;
            this.time = clock.schedule(() -> tooLong(progress.get()), holding.limits.seconds(), TimeUnit.SECONDS);
            var pause = ResidentMemory.pauseMs();
            this.memory = clock.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
            this.fresh = clock.scheduleWithFixedDelay(keepFresh, FRESH_MS, FRESH_MS, TimeUnit.MILLISECONDS);
        }

        /** From now on this trainer's memory counts. */
        void of(TrainerProcess process) {
            trainer = process;
        }

        /** The most memory that was seen, in MiB. */
        long mostMemoryMb() {
            return mostMemoryMb;
        }

        private void tooLong(@Nullable Active progress) {
            holding.end(failed(
                    FailureCode.MAX_RUNTIME_EXCEEDED, holding.limits.tooLong(holding.limits.seconds(), progress)));
        }

        private void look() {
            var watched = trainer;
            if (watched == null) {
                return;
            }
            var now = watched.memoryNowMb();
            mostMemoryMb = Math.max(mostMemoryMb, now);
            if (now > holding.limits.memoryMb()) {
                holding.end(failed(FailureCode.OUT_OF_MEMORY, holding.limits.outOfMemory(now)));
            }
        }

        private static RunEnd failed(FailureCode code, String message) {
            return new RunEnd.Failed(code.name(), code.failureClass(), message);
        }

        @Override
        public void close() {
            time.cancel(false);
            memory.cancel(false);
            fresh.cancel(false);
        }
    }

    /**
     * Watches a run from now on.
     *
     * @param progress how far the run is, for the sentence
     * @param keepFresh called now and then while the run goes on
     */
    Watched over(HeldRun holding, Supplier<@Nullable Active> progress, Runnable keepFresh) {
        return new Watched(holding, progress, keepFresh, clock);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
