package io.easyml.trainer.table;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that made it when nothing went on for too long: Hardwood waits for ever for parts of some damaged
 * files.
 */
final class Patience implements AutoCloseable {

    static final Duration USUAL = Duration.ofSeconds(60);

    private final Thread reader = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private final long limit;
    private volatile long last = System.nanoTime();
    private boolean stalled;

    Patience(Duration limit) {
        this.limit = limit.toNanos();
        Thread.ofPlatform().name("table-patience").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!done.await(limit / 4, TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - last > limit) {
                    interrupt();
                    return;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void interrupt() {
        if (done.getCount() > 0) {
            stalled = true;
            reader.interrupt();
        }
    }

    /** Something went on. */
    void progressed() {
        last = System.nanoTime();
    }

    /** Whether it took too long. */
    synchronized boolean stalled() {
        return stalled;
    }

    @Override
    public synchronized void close() {
        done.countDown();
        if (stalled) {
            // the interruption was ours, and is over
            Thread.interrupted();
        }
    }
}
