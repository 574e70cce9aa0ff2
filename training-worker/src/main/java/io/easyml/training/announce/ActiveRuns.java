package io.easyml.training.announce;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What this worker runs right now, how far it is, and whether more can come. Thread-safe. */
@Component
public final class ActiveRuns {

    private final Map<UUID, Active> byRun = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    /**
     * A run with its phase, its percent of the whole, 0 to 100, and the seconds that remain, null where nobody knows.
     */
    public record Active(
            Run run, String phase, double percent, @Nullable Long remainingSeconds) {}

    public void began(Run run) {
        byRun.put(run.runId(), new Active(run, "start", 0, null));
        changed();
    }

    /** How far a run is; a run that has ended meanwhile stays ended. */
    public void progressed(Run run, String phase, double percent, @Nullable Long remainingSeconds) {
        byRun.computeIfPresent(run.runId(), (id, before) -> new Active(run, phase, percent, remainingSeconds));
    }

    public void ended(Run run) {
        byRun.remove(run.runId());
        changed();
    }

    /** No more runs will come. */
    public void closing() {
        closing = true;
        changed();
    }

    boolean isClosing() {
        return closing;
    }

    /** Called, shortly after, whenever a run begins or ends; must not block. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /** How far a run is, null once it has ended. */
    public @Nullable Active of(Run run) {
        return byRun.get(run.runId());
    }

    public List<Active> all() {
        return List.copyOf(byRun.values());
    }
}
