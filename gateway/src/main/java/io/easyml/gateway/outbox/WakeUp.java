package io.easyml.gateway.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Wakes the relay at once when this gateway has committed something; others' messages it finds by looking. */
@Component
final class WakeUp {

    private final Semaphore signal = new Semaphore(0);

    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Waits for a signal, but not longer than the limit. */
    void await(long milliseconds) throws InterruptedException {
        if (signal.tryAcquire(milliseconds, TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }
}
