package io.easyml.gateway.training;

import java.time.Duration;
import java.util.Optional;

/**
 * The time over which all that was said was also taken in, without a gap, on this machine's monotonic clock. Silence
 * counts only within it: who could not listen cannot say that nobody spoke. Thread-safe.
 */
final class Attention {

    private static final long LONGEST_GAP = Duration.ofSeconds(5).toNanos();

    private boolean attentive;
    private long from;
    private long to;

    /**
     * From one moment to another, in {@link System#nanoTime()}.
     *
     * @param to all that was said before it was taken in
     */
    record Span(long from, long to) {

        /** Where both were attentive. */
        Span and(Span other) {
            return new Span(later(from, other.from), later(to, other.to) == to ? other.to : to);
        }

        /** How long nothing happened since {@code moment}, as far as this span can tell. */
        Duration since(long moment) {
            return Duration.ofNanos(Math.max(0, to - later(from, moment)));
        }

        private static long later(long one, long other) {
            return one - other > 0 ? one : other;
        }
    }

    /** All that was said before {@code moment} was taken in. After a gap, it counts from there anew. */
    synchronized void reached(long moment) {
        if (!attentive || moment - to > LONGEST_GAP) {
            attentive = true;
            from = moment;
        }
        to = moment;
    }

    /** The source cannot be heard: what was said meanwhile is not known. */
    synchronized void lost() {
        attentive = false;
    }

    synchronized Optional<Span> span() {
        return attentive ? Optional.of(new Span(from, to)) : Optional.empty();
    }
}
