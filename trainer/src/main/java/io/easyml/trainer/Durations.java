package io.easyml.trainer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long each phase took. */
final class Durations {

    private final Map<String, Long> milliseconds = new LinkedHashMap<>();
    private String phase = "";
    private long since;

    void begin(String next) {
        end();
        phase = next;
        since = System.nanoTime();
    }

    Map<String, Long> end() {
        if (!phase.isEmpty()) {
            milliseconds.put(phase, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
        }
        return milliseconds;
    }
}
