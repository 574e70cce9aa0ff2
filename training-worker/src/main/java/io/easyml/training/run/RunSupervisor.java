package io.easyml.training.run;

import io.easyml.messaging.FaultPoint;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.failure.FailureClass;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.ActiveRuns;
import io.easyml.training.announce.Announcer;
import io.easyml.training.announce.Run;
import io.easyml.training.announce.RunEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives a run to a trainer process, within its limits, and says how it ended. */
@Component
public final class RunSupervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunSupervisor.class);

    private final WorkerSettings settings;
    private final ModelStore store;
    private final StorageRoot datasets;
    private final Announcer announcer;
    private final ActiveRuns active;
    private final TrainerJson json = new TrainerJson();
    private final Queue<TrainerProcess> warm = new ConcurrentLinkedQueue<>();
    private final Map<UUID, Held> held = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("run-limits").daemon().factory());

    RunSupervisor(WorkerSettings settings, ModelStore store, Announcer announcer, ActiveRuns active) {
        this.settings = settings;
        this.store = store;
        this.datasets = settings.datasets();
        this.announcer = announcer;
        this.active = active;
    }

    /** A run that is under way, and why it is to end, once it is. */
    private static final class Held {
        private final Run run;
        private final AtomicReference<@Nullable RunEnd> early = new AtomicReference<>();
        private volatile @Nullable TrainerProcess trainer;

        Held(Run run) {
            this.run = run;
        }

        void end(RunEnd why) {
            if (early.compareAndSet(null, why)) {
                var process = trainer;
                if (process != null) {
                    process.kill();
                }
            }
        }
    }

    /** Whether this worker sees the stores that the command's sender saw. */
    public boolean seesStores(UUID modelsRoot, UUID datasetsRoot) {
        return store.root().id().equals(modelsRoot) && datasets.id().equals(datasetsRoot);
    }

    /** Does the run and says how it ended; returns when that is durable and the slot is free. */
    public void run(Run run) throws InterruptedException {
        var holding = new Held(run);
        held.put(run.runId(), holding);
        active.began(run);
        try {
            var end = attempt(holding);
            log.atInfo()
                    .addKeyValue("job_id", run.jobId())
                    .addKeyValue("run_id", run.runId())
                    .log("a run ended: {}", end.getClass().getSimpleName());
            FaultPoint.pass("training-worker.before-outcome");
            announcer.ended(run, end);
            FaultPoint.pass("training-worker.after-outcome");
        } finally {
            held.remove(run.runId());
            active.ended(run);
            store.clean(run);
        }
    }

    /** Announces a run that cannot begin. */
    public void refuse(Run run, FailureCode code, String message) throws InterruptedException {
        announcer.ended(run, new RunEnd.Failed(code.name(), code.failureClass(), message));
    }

    private RunEnd attempt(Held holding) throws InterruptedException {
        var run = holding.run;
        @Nullable TrainerProcess trainer = null;
        var healthy = false;
        try {
            var runFile = prepare(run);
            trainer = trainer(memoryMb(run));
            holding.trainer = trainer;
            if (holding.early.get() instanceof RunEnd early) {
                return early;
            }
            var limit = clock.schedule(
                    () -> holding.end(new RunEnd.Failed(
                            FailureCode.MAX_RUNTIME_EXCEEDED.name(),
                            FailureClass.RESOURCE,
                            "The run took longer than the " + maxRuntime(run) + " s that it may. Raise"
                                    + " limits.max_runtime_seconds, or ask for less: fewer rows, fewer trees.")),
                    maxRuntime(run),
                    TimeUnit.SECONDS);
            try {
                var answer =
                        trainer.run(runFile, progress -> active.progressed(run, progress.phase(), progress.percent()));
                if (holding.early.get() instanceof RunEnd early) {
                    return early;
                }
                healthy = answer instanceof TrainerProcess.Answer.Done;
                return end(run, answer);
            } finally {
                limit.cancel(false);
            }
        } catch (DatasetFile.ChangedException changed) {
            return failed(FailureCode.DATASET_CHANGED, String.valueOf(changed.getMessage()));
        } catch (IOException storage) {
            return failed(
                    FailureCode.STORAGE_UNAVAILABLE, storage.getClass().getSimpleName() + ": " + storage.getMessage());
        } finally {
            if (trainer != null) {
                if (healthy) {
                    warm.add(trainer);
                } else {
                    trainer.close();
                }
            }
        }
    }

    private Path prepare(Run run) throws IOException, DatasetFile.ChangedException {
        var order = run.order();
        var dataset = order.getDataset();
        var table = DatasetFile.checked(datasets, dataset);
        var staging = store.stage(run);
        var file = staging.resolve("run.json");
        json.writeRunFile(
                file,
                new RunFile(
                        run.runId().toString(),
                        run.jobId().toString(),
                        run.attempt(),
                        run.projectId().toString(),
                        order.getModelName(),
                        order.getModelType(),
                        new RunFile.Dataset(
                                table.toString(), dataset.getDataset(), dataset.getVersion(), dataset.getSha256()),
                        order.getTargetColumn(),
                        order.getHyperparameters(),
                        order.getEvaluation(),
                        order.getSeed(),
                        staging.resolve("model").toString()));
        return file;
    }

    private TrainerProcess trainer(long memoryMb) throws IOException, InterruptedException {
        for (var trainer = warm.poll(); trainer != null; trainer = warm.poll()) {
            if (trainer.usable(memoryMb)) {
                return trainer;
            }
            trainer.close();
        }
        return TrainerProcess.start(Path.of(settings.trainerHome()), memoryMb);
    }

    private RunEnd end(Run run, TrainerProcess.Answer answer) throws IOException {
        return switch (answer) {
            case TrainerProcess.Answer.Done(TrainerMessage.Succeeded done) -> {
                active.progressed(run, "store", 99);
                yield new RunEnd.Succeeded(done.result(), store.store(run, done.result()));
            }
            case TrainerProcess.Answer.Refused(TrainerMessage.Failed refused) ->
                new RunEnd.Failed(refused.code(), FailureClass.ofLabel(refused.failureClass()), refused.message());
            case TrainerProcess.Answer.Died died
            when died.outOfMemory() ->
                failed(
                        FailureCode.OUT_OF_MEMORY,
                        "The training needed more than the " + memoryMb(run) + " MiB of memory that it may have. Raise"
                                + " limits.max_memory_mb (at most " + settings.maxMemoryMb()
                                + " on this worker), or ask for less: fewer rows, fewer trees.");
            case TrainerProcess.Answer.Died died ->
                failed(
                        FailureCode.TRAINER_CRASHED,
                        "The training process ended with exit code " + died.exitCode() + " before it had a result.");
        };
    }

    private static RunEnd failed(FailureCode code, String message) {
        return new RunEnd.Failed(code.name(), code.failureClass(), message);
    }

    private long memoryMb(Run run) {
        var asked = run.order().getMaxMemoryMb();
        return asked == null ? settings.maxMemoryMb() : Math.min(asked, settings.maxMemoryMb());
    }

    private long maxRuntime(Run run) {
        var asked = run.order().getMaxRuntimeSeconds();
        return asked == null ? settings.maxRuntimeSeconds() : Math.min(asked, settings.maxRuntimeSeconds());
    }

    /** Ends the runs of a job: the one named, or all but the one excepted. */
    public void stop(UUID jobId, @Nullable UUID runId, @Nullable UUID exceptRunId, StopReason reason) {
        for (var holding : held.values()) {
            var run = holding.run;
            if (run.jobId().equals(jobId)
                    && (runId == null || run.runId().equals(runId))
                    && !run.runId().equals(exceptRunId)) {
                holding.end(new RunEnd.Stopped(reason));
            }
        }
    }

    /** The worker stops: every run ends and its job is handed on. */
    public void interruptAll() {
        held.values().forEach(holding -> holding.end(new RunEnd.Interrupted()));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        warm.forEach(TrainerProcess::close);
        warm.clear();
    }
}
