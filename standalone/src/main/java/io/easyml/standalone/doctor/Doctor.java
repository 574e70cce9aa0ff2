package io.easyml.standalone.doctor;

import io.easyml.standalone.platform.DataFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks every store what it holds, and compares: what must always hold of a platform at rest. */
public final class Doctor {

    private static final long LOOK_AGAIN_MS = 500;

    private static final List<Invariant> INVARIANTS = List.of(
            new JobsEnd(),
            new OneOutcome(),
            new LegalMoves(),
            new OneVersion(),
            new VersionsResolve(),
            new RunsFinished(),
            new TrailIsWhole(),
            new NothingStuck(),
            new NoDeadLetters(),
            new NothingLeft());

    private final DataFolder folder;
    private final Map<String, String> env;

    /** A doctor for the platform on this folder, with the settings that {@code env} prints. */
    public Doctor(DataFolder folder, Map<String, String> env) {
        this.folder = folder;
        this.env = env;
    }

    /** Examines every invariant. A store that cannot be asked is an exception: nothing is known then. */
    public List<Finding> examine() throws Exception {
        var evidence = Evidence.read(folder, env);
        var findings = new ArrayList<Finding>();
        for (var invariant : INVARIANTS) {
            findings.add(invariant.examine(evidence));
        }
        return findings;
    }

    /** Examines again and again until all hold, for so long at most; gives the last findings. */
    public List<Finding> examineUntilAtRest(Duration limit) throws Exception {
        var end = System.nanoTime() + limit.toNanos();
        while (true) {
            var began = System.nanoTime();
            var last = began > end;
            try {
                var findings = examine();
                if (last || findings.stream().allMatch(Finding::holds)) {
                    return findings;
                }
            } catch (InterruptedException asked) {
                throw asked;
            } catch (Exception storeAway) {
                if (last) {
                    throw storeAway;
                }
            }
            // who waits for work to be done leaves it half of the time
            Thread.sleep(Math.max(LOOK_AGAIN_MS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
        }
    }
}
