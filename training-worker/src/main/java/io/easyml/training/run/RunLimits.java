package io.easyml.training.run;

import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.ActiveRuns.Active;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use: what its job asks for, and at most what this worker allows. A job that asks for more than that
 * runs, since it may need less than it asked for; the run's log and the failure's sentence say what it was given.
 *
 * @param memoryMb memory of the whole trainer process, in MiB: heap, native code and the JVM itself
 * @param askedMemoryMb what the job asked for, null for the worker's own limit
 * @param seconds time of a run
 * @param askedSeconds what the job asked for, null for the worker's own limit
 * @param mostMemoryMb what this worker allows
 * @param mostSeconds what this worker allows
 */
record RunLimits(
        long memoryMb,
        @Nullable Long askedMemoryMb,
        long seconds,
        @Nullable Long askedSeconds,
        long mostMemoryMb,
        long mostSeconds) {

    /** Less than this no trainer can start in. */
    static final long LEAST_MEMORY_MB = 256;

    /** The JVM's own memory: code, classes, threads. */
    private static final long LEAST_RESERVE_MB = 192;

    static RunLimits of(TrainingOrder order, WorkerSettings settings) {
        var memory = order.getMaxMemoryMb();
        var seconds = order.getMaxRuntimeSeconds();
        var most = settings.maxMemoryMb();
        return new RunLimits(
                memory == null ? most : Math.max(LEAST_MEMORY_MB, Math.min(memory, most)),
                memory,
                seconds == null ? settings.maxRuntimeSeconds() : Math.min(seconds, settings.maxRuntimeSeconds()),
                seconds,
                most,
                settings.maxRuntimeSeconds());
    }

    /** The part of the memory that Java objects may take; native code and the JVM have the rest. */
    long heapMb() {
        return memoryMb - Math.max(LEAST_RESERVE_MB, memoryMb / 4);
    }

    /** For the run's log. */
    String sentence() {
        return "It may take " + seconds + " s" + given(askedSeconds, seconds, "s") + " and " + memoryMb
                + " MiB of memory" + given(askedMemoryMb, memoryMb, "MiB") + ", " + heapMb() + " of them as heap.";
    }

    private static String given(@Nullable Long asked, long got, String unit) {
        return asked == null || asked == got ? "" : " (" + asked + " " + unit + " were asked for)";
    }

    String outOfMemory(long usedMb) {
        return "The training used " + usedMb + " MiB of memory and needed more: it may have " + memoryMb + " MiB, "
                + heapMb() + " of them as heap" + capped(askedMemoryMb, memoryMb, "MiB", "this worker allows") + ". "
                + (memoryMb < mostMemoryMb
                        ? "Raise limits.max_memory_mb (this worker allows " + mostMemoryMb + "), or ask"
                        : "This worker allows no more (TRAINER_MAX_MEMORY_MB): ask")
                + " for less: fewer rows or columns, fewer or smaller trees.";
    }

    String tooLong(long usedSeconds, @Nullable Active progress) {
        return "The run was ended after " + usedSeconds + " s"
                + (progress == null
                        ? ""
                        : ", in the phase " + progress.phase() + " at " + (int) progress.percent() + " %")
                + ": it may take " + seconds + " s" + capped(askedSeconds, seconds, "s", "this worker allows") + ". "
                + (seconds < mostSeconds
                        ? "Raise limits.max_runtime_seconds (this worker allows " + mostSeconds + "), or ask"
                        : "This worker allows no more (TRAINER_MAX_RUNTIME_SECONDS): ask")
                + " for less: fewer rows, fewer trees.";
    }

    private static String capped(@Nullable Long asked, long got, String unit, String why) {
        return asked == null || asked <= got
                ? ""
                : ", of " + asked + " " + unit + " that were asked for (" + why + " no more)";
    }
}
