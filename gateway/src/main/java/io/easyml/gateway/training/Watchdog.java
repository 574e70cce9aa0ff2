package io.easyml.gateway.training;

import io.easyml.gateway.BlockingDatabase;
import io.easyml.gateway.lead.LeaderTask;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.topic.Topics;
import io.easyml.schemas.training.JobState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notices what nobody says: a worker that is gone, a command that nobody took, a run that goes on for nothing. Silence is
 * counted on this machine's clock, and only over the time in which every heartbeat was heard and every event applied.
 * What follows is the projector's: here it is only said, with an id that makes a repeat recognisable.
 */
@Component
final class Watchdog implements LeaderTask {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final long LOOK_EVERY_MS = 500;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_COMMAND_WAIT = Duration.ofMinutes(8);
    private static final Duration FREE = Duration.ofSeconds(15);
    /** A run that just ended may stand in one more heartbeat. */
    private static final long ENDING_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long TELL_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final BlockingDatabase database;
    private final Heartbeats heartbeats;
    private final ProjectorLag projector;
    private final Outbox outbox;
    private final Topics topics;
    private final Map<UUID, Watched> holders = new HashMap<>();
    private final Map<UUID, WatchedCommand> commands = new HashMap<>();
    private final Map<UUID, Surplus> surplus = new HashMap<>();

    Watchdog(BlockingDatabase database, Heartbeats heartbeats, ProjectorLag projector, Outbox outbox, Topics topics) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.projector = projector;
        this.outbox = outbox;
        this.topics = topics;
    }

    private record Job(
            UUID jobId,
            UUID projectId,
            @Nullable String sessionId,
            JobState state,
            boolean cancelRequested,
            int attempt,
            @Nullable UUID runId,
            @Nullable String worker) {}

    private record Watched(long since, boolean said) {}

    /** A command that is on its topic; {@code times} this job's commands were lost before. */
    private record WatchedCommand(int attempt, long since, int times, boolean said) {

        Duration patience() {
            var wait = COMMAND_WAIT.multipliedBy(1L << Math.min(times, 10));
            return wait.compareTo(LONGEST_COMMAND_WAIT) < 0 ? wait : LONGEST_COMMAND_WAIT;
        }
    }

    private record Surplus(long since, @Nullable Long told) {}

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public void pass() throws InterruptedException {
        var applied = projector.look();
        if (applied.isPresent()) {
            stopSurplusRuns(applied.get());
            var heard = heartbeats.attention();
            if (heard.isPresent()) {
                var span = heard.get().and(applied.get());
                findLostWorkers(span);
                findLostCommands(span);
            }
        }
        Thread.sleep(LOOK_EVERY_MS);
    }

    private void findLostWorkers(Attention.Span span) {
        var running = jobs("state = 'running' and cancel_requested_at is null and run_id is not null", Map.of());
        holders.keySet()
                .retainAll(running.stream()
                        .map(Job::runId)
                        .filter(Objects::nonNull)
                        .toList());
        for (var job : running) {
            var run = Objects.requireNonNull(job.runId());
            var watched = holders.computeIfAbsent(run, first -> new Watched(System.nanoTime(), false));
            var heard = heartbeats.heard(run);
            var last = heard.isPresent() && heard.get().last() - watched.since() > 0
                    ? heard.get().last()
                    : watched.since();
            if (!watched.said() && span.since(last).compareTo(SILENCE) >= 0) {
                say(
                        job,
                        FailureCode.WORKER_LOST,
                        run + "/AttemptFailed/WORKER_LOST",
                        "The worker " + job.worker() + " was not heard of for " + SILENCE.toSeconds() + " s.");
                holders.put(run, new Watched(watched.since(), true));
            }
        }
    }

    private void findLostCommands(Attention.Span span) {
        var waiting = jobs(
                "state = 'queued' and dispatched_at is not null and cancel_requested_at is null and not exists (select"
                        + " 1 from outbox where topic = :commands and key = ml_experiments.job_id::text)",
                Map.of("commands", topics.trainingCommands()));
        var free = heartbeats.workersFree().stream()
                .anyMatch(worker ->
                        span.since(Objects.requireNonNull(worker.freeSince())).compareTo(FREE) >= 0);
        var now = System.nanoTime();
        for (var job : waiting) {
            var watched = commands.compute(
                    job.jobId(),
                    (id, before) -> before != null && before.attempt() == job.attempt()
                            ? before
                            : new WatchedCommand(job.attempt(), now, before == null ? 0 : before.times() + 1, false));
            if (free && !watched.said() && span.since(watched.since()).compareTo(watched.patience()) >= 0) {
                say(
                        job,
                        FailureCode.COMMAND_LOST,
                        job.jobId() + "/AttemptFailed/COMMAND_LOST/" + job.attempt(),
                        "No worker took the command within "
                                + watched.patience().toSeconds() + " s, though one was free. It is sent again.");
                commands.put(
                        job.jobId(), new WatchedCommand(watched.attempt(), watched.since(), watched.times(), true));
            }
        }
        forgetOtherCommands();
    }

    /** Between two commands a job is queued here and not out: what was lost before is remembered until it starts. */
    private void forgetOtherCommands() {
        if (!commands.isEmpty()) {
            commands.keySet()
                    .retainAll(jobs("job_id in (:ids) and state = 'queued'", Map.of("ids", commands.keySet())).stream()
                            .map(Job::jobId)
                            .toList());
        }
    }

    /** Says that an attempt failed, if it still is the job's attempt; the projector decides what follows. */
    private void say(Job job, FailureCode code, String cause, String message) {
        var said = database.inTransaction(client -> {
            var current = lock(client, job.jobId());
            var unchanged = current != null
                    && current.state() == job.state()
                    && current.attempt() == job.attempt()
                    && Objects.equals(current.runId(), job.runId())
                    && !current.cancelRequested();
            if (unchanged) {
                outbox.add(
                        client,
                        topics.trainingEvents(),
                        job.jobId(),
                        AttemptFailed.newBuilder()
                                .setJobId(job.jobId())
                                .setProjectId(job.projectId())
                                .setAttempt(job.attempt())
                                .setRunId(job.runId())
                                .setWorker(job.worker())
                                .setCode(code.name())
                                .setFailureClass(code.failureClass().label())
                                .setMessage(message)
                                .build(),
                        EventOrigin.service("gateway", job.projectId(), job.sessionId()),
                        EventIds.following(job.jobId(), cause));
            }
            return unchanged;
        });
        if (said) {
            outbox.committed();
            log.atWarn()
                    .addKeyValue("job_id", job.jobId())
                    .addKeyValue("run_id", job.runId())
                    .addKeyValue("attempt", job.attempt())
                    .log("{}: {}", code, message);
        }
    }

    private void stopSurplusRuns(Attention.Span applied) {
        // only of runs whose start has been applied is it known whether they hold their job
        var alive = heartbeats.runsAlive().stream()
                .filter(heard -> applied.to() - heard.first() >= 0)
                .toList();
        surplus.keySet()
                .retainAll(alive.stream().map(heard -> heard.run().getRunId()).toList());
        if (alive.isEmpty()) {
            return;
        }
        var jobs = jobs(
                        "job_id in (:ids)",
                        Map.of(
                                "ids",
                                alive.stream()
                                        .map(heard -> heard.run().getJobId())
                                        .collect(Collectors.toSet())))
                .stream()
                .collect(Collectors.toMap(Job::jobId, Function.identity()));
        for (var heard : alive) {
            var job = jobs.get(heard.run().getJobId());
            var reason = job == null ? null : whyToStop(job, heard);
            if (job == null || reason == null) {
                surplus.remove(heard.run().getRunId());
                continue;
            }
            stop(job, heard, reason);
        }
    }

    private static @Nullable StopReason whyToStop(Job job, Heartbeats.HeardRun heard) {
        var run = heard.run();
        var holds = run.getRunId().equals(job.runId());
        return switch (job.state()) {
            case CANCELLED -> StopReason.CANCELLED;
            case FAILED -> StopReason.DECIDED;
            // the run that decided it ends by itself
            case REGISTERING, SUCCEEDED -> holds ? null : StopReason.DECIDED;
            case QUEUED, RUNNING, CANCELLING ->
                run.getAttempt() < job.attempt() || (run.getAttempt() == job.attempt() && job.runId() != null && !holds)
                        ? StopReason.SURPLUS
                        : null;
        };
    }

    private void stop(Job job, Heartbeats.HeardRun heard, StopReason reason) {
        var run = heard.run().getRunId();
        var now = System.nanoTime();
        var noted = surplus.computeIfAbsent(run, first -> new Surplus(now, null));
        var goesOn = heard.last() - noted.since() >= ENDING_NANOS;
        if (!goesOn || (noted.told() != null && now - noted.told() < TELL_AGAIN_NANOS)) {
            return;
        }
        var told = database.inTransaction(client -> {
            if (lock(client, job.jobId()) == null) {
                return false;
            }
            outbox.add(
                    client,
                    topics.trainingControl(),
                    job.jobId(),
                    StopRun.newBuilder()
                            .setJobId(job.jobId())
                            .setRunId(run)
                            .setExceptRunId(null)
                            .setReason(reason)
                            .build(),
                    EventOrigin.service("gateway", job.projectId(), job.sessionId()),
                    EventIds.next());
            return true;
        });
        if (told) {
            outbox.committed();
            log.atInfo()
                    .addKeyValue("job_id", job.jobId())
                    .addKeyValue("run_id", run)
                    .log("a run on {} is told to stop: {}", heard.worker(), reason);
        }
        surplus.put(run, new Surplus(noted.since(), now));
    }

    private List<Job> jobs(String where, Map<String, ?> parameters) {
        return jobs(database.client(), where, parameters);
    }

    private static @Nullable Job lock(JdbcClient client, UUID jobId) {
        var found = jobs(client, "job_id = :id for update", Map.of("id", jobId));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<Job> jobs(JdbcClient client, String where, Map<String, ?> parameters) {
        return client.sql("select job_id, project_id, session_id, state, cancel_requested_at is not null, attempt,"
                        + " run_id, worker from ml_experiments where " + where)
                .params(parameters)
                .query((row, index) -> new Job(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        JobState.ofLabel(row.getString(4)),
                        row.getBoolean(5),
                        row.getInt(6),
                        row.getObject(7, UUID.class),
                        row.getString(8)))
                .list();
    }
}
