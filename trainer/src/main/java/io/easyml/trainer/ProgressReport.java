package io.easyml.trainer;

import io.easyml.trainer.run.TrainerMessage.Progress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a run is, at each new phase and otherwise a few times a second. Percentages never go back. The remaining
 * time is what the rest would take at the pace of the phase so far; while the table is read that says nothing, and
 * nothing is said.
 */
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
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Consumer<Progress> listener;
    private final LongSupplier nanoTime;
    private Phase phase = Phase.LOAD;
    private int percent = -1;
    private long last;
    private long phaseBegan;
    private double partDone;

    ProgressReport(Consumer<Progress> listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    synchronized void begin(Phase next) {
        phase = next;
        phaseBegan = nanoTime.getAsLong();
        partDone = 0;
        percent = Math.max(percent, next.begin);
        send();
    }

    /** @param part of the phase that is done, 0 to 1 */
    synchronized void done(double part) {
        partDone = Math.min(1, part);
        int now = phase.begin + (int) (partDone * (phase.end - phase.begin));
        if (now > percent && nanoTime.getAsLong() - last >= PAUSE_NANOS) {
            percent = now;
            send();
        }
    }

    private void send() {
        last = nanoTime.getAsLong();
        listener.accept(new Progress(phase.label, percent, remainingSeconds()));
    }

    /** Null until the fitting has gone on for a second, and shown one percent of itself. */
    private @Nullable Long remainingSeconds() {
        var spent = last - phaseBegan;
        if (phase != Phase.FIT || spent < SECOND_NANOS || partDone < 0.01) {
            return null;
        }
        var fitPercents = phase.end - phase.begin;
        var restPercents = (1 - partDone) * fitPercents + (100 - phase.end);
        return Math.round(spent / (partDone * fitPercents) * restPercents / SECOND_NANOS);
    }
}
