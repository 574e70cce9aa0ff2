package io.easyml.messaging;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What a service is waiting for, by name: its health endpoint shows it. Thread-safe. */
public final class Readiness {

    private final Map<String, String> missing = new ConcurrentHashMap<>();

    /** Notes that a part is away and why, in words that hold no secret. */
    public void missing(String part, String reason) {
        missing.put(part, reason);
    }

    /** Notes that a part is there again. */
    public void back(String part) {
        missing.remove(part);
    }

    /** What is away now, by name, with the reason. Empty when the service is ready. */
    public Map<String, String> missing() {
        return new TreeMap<>(missing);
    }
}
