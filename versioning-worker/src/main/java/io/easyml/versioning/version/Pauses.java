package io.easyml.versioning.version;

import java.time.Duration;

/** How long to wait before the next try: half a second, doubled each time, 30 s at most. */
public final class Pauses {

    private static final long FIRST_MS = 500;
    private static final long LONGEST_MS = 30_000;

    private Pauses() {}

    /** The pause after so many tries that failed before this one. */
    public static Duration after(int tries) {
        return Duration.ofMillis(tries > 10 ? LONGEST_MS : Math.min(LONGEST_MS, FIRST_MS << tries));
    }
}
