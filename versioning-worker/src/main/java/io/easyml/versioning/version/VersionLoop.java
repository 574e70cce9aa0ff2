package io.easyml.versioning.version;

import io.easyml.messaging.Readiness;
import io.easyml.messaging.WorldAtFaultException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Works the list off, one project at a time; what cannot be done now is tried again, with pauses up to 30 s. */
@Component
final class VersionLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(VersionLoop.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(15);

    private final WorkList workList;
    private final VersionSteps steps;
    private final DataSource connections;
    private final Wakeup wakeup;
    private final Readiness readiness;
    private final Set<String> missing = new HashSet<>();
    private volatile @Nullable Thread thread;

    VersionLoop(WorkList workList, VersionSteps steps, DataSource connections, Wakeup wakeup, Readiness readiness) {
        this.workList = workList;
        this.steps = steps;
        this.connections = connections;
        this.wakeup = wakeup;
        this.readiness = readiness;
    }

    private void run() {
        while (thread != null && !Thread.currentThread().isInterrupted()) {
            try {
                round();
                wakeup.await(IDLE);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (WorldAtFaultException away) {
                missing(away);
                pause();
            } catch (RuntimeException unknown) {
                log.atError().setCause(unknown).log("the work list could not be read");
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(IDLE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries all that is due, once. */
    private void round() {
        for (var project : workList.projectsDue()) {
            try (var lock = ProjectLock.tryAcquire(connections, project).orElse(null)) {
                if (lock != null) {
                    work(project);
                }
            }
        }
        if (!missing.isEmpty()) {
            // the list knows what is still waited for, also when another worker went on with a task
            var waitedFor = workList.waitedFor();
            Set.copyOf(missing).stream()
                    .filter(part -> !waitedFor.contains(part))
                    .forEach(this::back);
        }
    }

    private void work(UUID project) {
        for (var task : workList.due(project)) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            // another task may have finished it meanwhile
            workList.byId(task.id()).filter(now -> now.state().open()).ifPresent(this::attempt);
        }
    }

    private void attempt(VersioningTask task) {
        try {
            steps.finish(task);
        } catch (WorldAtFaultException away) {
            missing(away);
            waits(task, away.part(), String.valueOf(away.getMessage()));
        } catch (RuntimeException unknown) {
            log.atError()
                    .addKeyValue("subject_id", task.subject().id())
                    .addKeyValue("project_id", task.subject().projectId())
                    .setCause(unknown)
                    .log("a version could not be made; it will be tried again");
            waits(task, null, unknown.getClass().getSimpleName() + ": " + unknown.getMessage());
        }
    }

    private void waits(VersioningTask task, @Nullable String part, String reason) {
        if (!Thread.currentThread().isInterrupted()) {
            workList.waits(task, part, reason, Pauses.after(task.tries()));
        }
    }

    private void missing(WorldAtFaultException away) {
        if (missing.add(away.part())) {
            log.atWarn().addKeyValue("part", away.part()).log("versions wait: {}", away.getMessage());
        }
        readiness.missing(away.part(), String.valueOf(away.getMessage()));
    }

    private void back(String part) {
        if (missing.remove(part)) {
            readiness.back(part);
        }
    }

    @Override
    public void start() {
        // the loop goes on while there is a thread: known before it runs
        var versioning = Thread.ofPlatform().name("versions").unstarted(this::run);
        thread = versioning;
        versioning.start();
    }

    @Override
    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
