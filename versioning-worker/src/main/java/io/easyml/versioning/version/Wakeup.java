package io.easyml.versioning.version;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Lets the loop wait for work without missing any. */
@Component
final class Wakeup {

    private final Semaphore calls = new Semaphore(0);

    void now() {
        calls.release();
    }

    /** Returns at the next call, or after {@code limit}; calls that came in between count. */
    void await(Duration limit) throws InterruptedException {
        if (calls.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            calls.drainPermits();
        }
    }
}
