package io.easyml.trainer;

import io.easyml.trainer.run.TrainerMessage.Progress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says how far a run is, at each new phase and otherwise a few times a second. Percentages never go back. */
final class ProgressReport {

    /** A phase and the part of the whole run, in percent, that it begins and ends at. */
    enum Phase {
        LOAD("load", 0, 10),
        PROFILE("profile", 10, 15),
        FIT("fit", 15, 85),
        EVALUATE("evaluate", 85, 90),
        EXPORT("export", 90, 100);

        final String label;
        final int begin;
        final int end;

        Phase(String label, int begin, int end) {
            this.label = label;
            this.begin = begin;
            this.end = end;
        }
    }

    private static final long PAUSE_NANOS = 250_000_000;

    private final Consumer<Progress> listener;
    private final LongSupplier nanoTime;
    private Phase phase = Phase.LOAD;
    private int percent = -1;
    private long last;

    ProgressReport(Consumer<Progress> listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    synchronized void begin(Phase next) {
        phase = next;
        percent = Math.max(percent, next.begin);
        send();
    }

    /** @param part of the phase that is done, 0 to 1 */
    synchronized void done(double part) {
        int now = phase.begin + (int) (Math.min(1, part) * (phase.end - phase.begin));
        if (now > percent && nanoTime.getAsLong() - last >= PAUSE_NANOS) {
            percent = now;
            send();
        }
    }

    private void send() {
        last = nanoTime.getAsLong();
        listener.accept(new Progress(phase.label, percent));
    }
}
