package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;

/**
 * Refuses a table that will not fit, before it has filled the memory.
 *
 * @param name what messages call the file
 * @param limit bytes that the table may take
 */
record MemoryGuard(String name, long limit) {

    /** A table may take this part of the heap: the model needs some as well. */
    private static final double SHARE = 0.7;

    static MemoryGuard ofHeap(String name) {
        return new MemoryGuard(name, (long) (Runtime.getRuntime().maxMemory() * SHARE));
    }

    /**
     * @param held bytes that the rows take which are read so far
     * @param done how much of the file that is, 0 to 1
     */
    void check(long held, long rows, double done) {
        long whole = (long) (held / Math.max(done, 1e-9));
        // the first part alone says little, unless it is large
        if (held > limit || whole > limit && (done > 0.1 || held > limit / 10)) {
            throw tooLarge(whole, (long) (rows / Math.max(done, 1e-9)));
        }
    }

    /** Refuses a table of a known size. */
    void check(long bytes, long rows) {
        if (bytes > limit) {
            throw tooLarge(bytes, rows);
        }
    }

    private TrainingFailure tooLarge(long bytes, long rows) {
        return new TrainingFailure(
                FailureCode.TABLE_TOO_LARGE,
                name + " needs about " + mebibytes(bytes) + " MiB in memory (about " + rows + " rows), but a table may"
                        + " take " + mebibytes(limit) + " MiB of the "
                        + mebibytes(Runtime.getRuntime().maxMemory())
                        + " MiB that this training has. Raise limits.max_memory_mb, leave columns out with"
                        + " `ignore_columns`, or train on fewer rows.");
    }

    private static long mebibytes(long bytes) {
        return (bytes >> 20) + 1;
    }
}
