package io.easyml.trainer;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Ends a process whose heap is so full that it does little but collect: with the serial collector nobody else does
 * (HotSpot's {@code -XX:+UseGCOverheadLimit} is of the parallel one).
 */
final class CollectorOverhead {

    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double LIMIT = 0.9;
    private static final int WINDOWS = 3;

    private final LongSupplier collectedMillis;
    private final Runnable tooMuch;
    private long before;
    private int full;

    /**
     * @param collectedMillis the milliseconds of collection so far
     * @param tooMuch called when in three windows one after the other more than nine tenths went into collection
     */
    CollectorOverhead(LongSupplier collectedMillis, Runnable tooMuch) {
        this.collectedMillis = collectedMillis;
        this.tooMuch = tooMuch;
        this.before = collectedMillis.getAsLong();
    }

    /** Watches this process, from a thread of its own. */
    static void watch(Runnable tooMuch) {
        var overhead = new CollectorOverhead(CollectorOverhead::ofThisProcess, tooMuch);
        Thread.ofPlatform().name("collector-overhead").daemon().start(overhead::look);
    }

    private static long ofThisProcess() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private void look() {
        try {
            while (true) {
                long began = System.nanoTime();
                Thread.sleep(WINDOW);
                windowEnds((System.nanoTime() - began) / 1_000_000);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void windowEnds(long millis) {
        long now = collectedMillis.getAsLong();
        full = now - before > LIMIT * millis ? full + 1 : 0;
        before = now;
        if (full == WINDOWS) {
            tooMuch.run();
        }
    }
}
