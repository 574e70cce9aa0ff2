package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;

/** What a training will need beside its table, at the least, so that it is refused before it fills the memory. */
public final class MemoryEstimate {

    /** Of the heap, what an estimate may ask for. */
    private static final double SHARE = 0.9;
    /** A number of a row's, as the algorithms hold it. */
    private static final long BYTES_PER_VALUE = 8;

    private MemoryEstimate() {}

    /**
     * Bytes for the table and one number per row and used column; a category or a text counts as one, since its other
     * features are zeros that nobody holds.
     */
    static long of(Question question) {
        long rows = question.rows().length;
        return question.table().memory() + rows * (question.features().size() + 2L) * BYTES_PER_VALUE;
    }

    /** @throws TrainingFailure with the figures, if the heap cannot hold it */
    public static void check(Question question) {
        check(question, Runtime.getRuntime().maxMemory());
    }

    static void check(Question question, long heap) {
        long needed = of(question);
        if (needed > heap * SHARE) {
            throw new TrainingFailure(
                    FailureCode.TABLE_TOO_LARGE,
                    "Training on " + question.table().file() + " (" + question.rows().length + " rows, "
                            + question.features().size() + " columns) takes at least " + (needed >> 20)
                            + " MiB of memory, but it may have " + (heap >> 20)
                            + " MiB. Raise limits.max_memory_mb, leave columns out with `ignore_columns`, or train on"
                            + " fewer rows.");
        }
    }
}
