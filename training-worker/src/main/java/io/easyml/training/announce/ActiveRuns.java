package io.easyml.training.announce;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What this worker runs right now, and how far it is. Thread-safe. */
@Component
public final class ActiveRuns {

    private final Map<UUID, Active> byRun = new ConcurrentHashMap<>();

    /** A run with its phase and its percent of the whole, 0 to 100. */
    public record Active(Run run, String phase, double percent) {}

    public void began(Run run) {
        byRun.put(run.runId(), new Active(run, "start", 0));
    }

    /** How far a run is; a run that has ended meanwhile stays ended. */
    public void progressed(Run run, String phase, double percent) {
        byRun.computeIfPresent(run.runId(), (id, before) -> new Active(run, phase, percent));
    }

    public void ended(Run run) {
        byRun.remove(run.runId());
    }

    public List<Active> all() {
        return List.copyOf(byRun.values());
    }
}
