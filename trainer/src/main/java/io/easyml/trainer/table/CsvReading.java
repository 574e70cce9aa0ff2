package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;

/** Parses the parts of a text on all processors, and says which row is broken. */
final class CsvReading {

    /** A few parts are in memory at once beside what was read, which must leave room in a small heap. */
    private static final long LARGEST_PART =
            Math.min(1 << 22, Runtime.getRuntime().maxMemory() / 64);

    private final CsvText text;
    private final TableOptions options;
    private final int threads;
    private final MemoryGuard memory;
    private final int smallestPart;

    CsvReading(CsvText text, TableOptions options, int threads, MemoryGuard memory, int smallestPart) {
        this.text = text;
        this.options = options;
        this.threads = threads;
        this.memory = memory;
        this.smallestPart = smallestPart;
    }

    /**
     * Parses all rows.
     *
     * @param onRow called now and then with the number of rows read so far
     */
    List<CsvChunk> parts(CsvRules rules, LongConsumer onRow) {
        long from = text.dataStart();
        long size = text.size();
        long part = Math.clamp((size - from) / (4L * threads), smallestPart, Math.max(smallestPart, LARGEST_PART));
        int parts = (int) Math.max(1, (size - from + part - 1) / part);
        int together = Math.min(threads, parts);
        if (together == 1) {
            return inOrder(rules, from, part, parts, onRow, Runnable::run);
        }
        try (var pool = Executors.newFixedThreadPool(
                together, Thread.ofPlatform().name("table-", 0).daemon().factory())) {
            try {
                return inOrder(rules, from, part, parts, onRow, pool::execute);
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private List<CsvChunk> inOrder(
            CsvRules rules, long from, long part, int parts, LongConsumer onRow, Executor executor) {
        var buffers = new ConcurrentLinkedQueue<byte[]>();
        var done = new ArrayList<CsvChunk>();
        Deque<FutureTask<CsvChunk>> running = new ArrayDeque<>();
        int next = 0;
        long rows = 0;
        long bad = 0;
        long expected = from;
        long held = 0;
        try {
            for (int i = 0; i < parts; i++) {
                for (; next < parts && next < i + 2 * threads + 2; next++) {
                    long begin = from + next * part;
                    long end = Math.min(text.size(), begin + part);
                    boolean first = next == 0;
                    var task = new FutureTask<>(() -> chunk(rules, buffers).parse(begin, end, first));
                    running.add(task);
                    executor.execute(task);
                }
                long end = Math.min(text.size(), from + (i + 1) * part);
                var chunk = result(running.remove());
                if (expected >= end && expected > from + i * part && !(chunk.usable() && chunk.begin() == expected)) {
                    // a long row of an earlier part covers this one
                    buffers.add(chunk.giveBuffer());
                    continue;
                }
                if (!chunk.usable() || chunk.begin() != expected) {
                    buffers.add(chunk.giveBuffer());
                    chunk = chunk(rules, buffers).parse(expected, end, true);
                }
                buffers.add(chunk.giveBuffer());
                bad = refuseTooMany(chunk, bad);
                expected = chunk.end();
                rows += chunk.rows();
                held += chunk.memory();
                refuseTooLong(rows);
                memory.check(held, rows, (double) (end - from) / Math.max(1, text.size() - from));
                onRow.accept(rows);
                done.add(chunk);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            running.forEach(task -> task.cancel(true));
        }
        return done;
    }

    private CsvChunk chunk(CsvRules rules, ConcurrentLinkedQueue<byte[]> buffers) {
        var buffer = buffers.poll();
        return new CsvChunk(rules, text.channel(), text.size(), buffer == null ? new byte[0] : buffer);
    }

    private static CsvChunk result(Future<CsvChunk> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the reading was interrupted", stopped);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private long refuseTooMany(CsvChunk chunk, long before) {
        long bad = before;
        for (var row : chunk.firstBadRows()) {
            if (++bad > options.badRowsAllowed()) {
                throw broken(row, before + chunk.badRows());
            }
        }
        bad = before + chunk.badRows();
        var fatal = chunk.fatal();
        if (fatal != null) {
            throw broken(fatal, bad);
        }
        if (bad > options.badRowsAllowed()) {
            throw broken(chunk.firstBadRows().getLast(), bad);
        }
        return bad;
    }

    private TrainingFailure broken(CsvChunk.BadRow row, long bad) {
        return new TrainingFailure(
                FailureCode.UNREADABLE_ROW,
                text.name() + ", line " + text.line(row.offset()) + ": " + row.what() + ". "
                        + (options.badRowsAllowed() > 0 && bad > options.badRowsAllowed()
                                ? "That is one more broken row than the " + options.badRowsAllowed()
                                        + " that `max_bad_rows` allows. Correct the rows, or raise it."
                                : "Correct that line, or allow broken rows to be skipped with `max_bad_rows`."));
    }

    private void refuseTooLong(long rows) {
        if (rows > options.rowsAllowed()) {
            throw new TrainingFailure(
                    FailureCode.TABLE_TOO_LARGE,
                    text.name() + " has more than the " + options.rowsAllowed()
                            + " rows that `max_rows` allows. Raise it, or train on fewer rows.");
        }
        if (rows > Integer.MAX_VALUE - 64) {
            throw new TrainingFailure(
                    FailureCode.TABLE_TOO_LARGE,
                    text.name() + " has more than two thousand million rows, which is more than one training takes"
                            + " in. Train on fewer rows.");
        }
    }

    /** The rows that were skipped, for the result: the first ones with their line. */
    List<String> skipped(List<CsvChunk> parts) {
        return parts.stream()
                .flatMap(part -> part.firstBadRows().stream())
                .limit(3)
                .map(row -> "line " + text.line(row.offset()) + ": " + row.what())
                .toList();
    }
}
