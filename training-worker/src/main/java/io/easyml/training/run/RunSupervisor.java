package io.easyml.training.run;

import io.easyml.messaging.FaultPoint;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.failure.FailureClass;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.storage.StorageRoot;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import io.easyml.training.WorkerSettings;
import io.easyml.training.announce.ActiveRuns;
import io.easyml.training.announce.Announcer;
import io.easyml.training.announce.Run;
import io.easyml.training.announce.RunEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Gives a run to a trainer process, within its limits, and says how it ended. */
@Component
public final class RunSupervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunSupervisor.class);
    /** How long the end of a run waits to hear whether it was told to stop. */
    private static final Duration CONTROL = Duration.ofSeconds(10);

    private final WorkerSettings settings;
    private final ModelStore store;
    private final StorageRoot datasets;
    private final Announcer announcer;
    private final ActiveRuns active;
    private final InstantSource clock;
    private final TrainerJson json = new TrainerJson();
    private final Queue<TrainerProcess> warm = new ConcurrentLinkedQueue<>();
    private final Map<UUID, HeldRun> held = new ConcurrentHashMap<>();
    private final LimitWatch watch = new LimitWatch();

    RunSupervisor(
            WorkerSettings settings, ModelStore store, Announcer announcer, ActiveRuns active, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.datasets = settings.datasets();
        this.announcer = announcer;
        this.active = active;
        this.clock = clock;
    }

    /** Whether this worker sees the stores that the command's sender saw. */
    public boolean seesStores(UUID modelsRoot, UUID datasetsRoot) {
        return store.root().id().equals(modelsRoot) && datasets.id().equals(datasetsRoot);
    }

    /** Holds a run from before it is announced, so that no stop is missed. Then {@link #run} it, or {@link #dismiss}. */
    public void admit(Run run) {
        var log = RunLog.open(store.root().directory(), run, clock);
        var holding = new HeldRun(run, RunLimits.of(run.order(), settings), log);
        held.put(run.runId(), holding);
    }

    /** The run ends before it began and without an outcome: it is not ours, or nobody wants it. */
    public void dismiss(Run run) {
        held.remove(run.runId());
    }

    /** Does an admitted run and says how it ended; returns when that is durable and the slot is free. */
    public void run(Run run, LatestStops stops) throws InterruptedException {
        var holding = Objects.requireNonNull(held.get(run.runId()), "the run was not admitted");
        active.began(run);
        try {
            holding.log.info(
                    "Run " + run.runId() + " begins on " + settings.name() + ": attempt " + run.attempt() + " of "
                            + run.order().getModelType() + " on "
                            + run.order().getDataset().getDataset() + "@v"
                            + run.order().getDataset().getVersion() + ". " + holding.limits.sentence());
            say(holding, end(holding, attempt(holding), stops));
        } finally {
            release(holding);
        }
    }

    /** Announces an admitted run that cannot begin. */
    public void refuse(Run run, FailureCode code, String message) throws InterruptedException {
        var holding = Objects.requireNonNull(held.get(run.runId()), "the run was not admitted");
        try {
            say(holding, new RunEnd.Failed(code.name(), code.failureClass(), message));
        } finally {
            release(holding);
        }
    }

    private void release(HeldRun holding) {
        held.remove(holding.run.runId());
        store.clean(holding.run);
        active.ended(holding.run);
        holding.log.close();
    }

    private void say(HeldRun holding, RunEnd end) throws InterruptedException {
        store.clean(holding.run);
        switch (end) {
            case RunEnd.Succeeded succeeded ->
                holding.log.info(
                        "Succeeded: " + new TreeMap<>(succeeded.result().metrics()));
            case RunEnd.Failed failed ->
                holding.log.line(
                        "ERROR", failed.code() + " (" + failed.failureClass().label() + "): " + failed.message());
            case RunEnd.Stopped stopped -> holding.log.warn("Stopped: " + stopped.reason() + ".");
            case RunEnd.Interrupted interrupted -> holding.log.warn("The worker stops; the job is handed on.");
        }
        log.atInfo()
                .addKeyValue("job_id", holding.run.jobId())
                .addKeyValue("run_id", holding.run.runId())
                .log(
                        "a run ended: {}",
                        end instanceof RunEnd.Failed failed
                                ? failed.code()
                                : end.getClass().getSimpleName());
        FaultPoint.pass("training-worker.before-outcome");
        announcer.ended(holding.run, end, () -> {
            if (end instanceof RunEnd.Succeeded succeeded) {
                store.keepFresh(succeeded.modelPath());
            }
        });
        FaultPoint.pass("training-worker.after-outcome");
    }

    /** What the trainer came to. */
    private sealed interface Trained {

        /** The model folder is staged. */
        record Model(TrainerMessage.Succeeded message) implements Trained {}

        record Nothing(RunEnd end) implements Trained {}
    }

    /**
     * What is said of it. A worker that was frozen may have been given up on: what was said to it meanwhile counts before
     * what it came to.
     */
    private RunEnd end(HeldRun holding, Trained trained, LatestStops stops) throws InterruptedException {
        if (!(trained instanceof Trained.Nothing(RunEnd.Interrupted interrupted)) && !stops.catchUp(CONTROL)) {
            holding.log.warn("Kafka does not answer; whether this run was told to stop is not known.");
        }
        if (holding.told() instanceof StopReason reason) {
            return new RunEnd.Stopped(reason);
        }
        return switch (trained) {
            case Trained.Nothing nothing -> nothing.end();
            case Trained.Model model -> stored(holding, model.message());
        };
    }

    private RunEnd stored(HeldRun holding, TrainerMessage.Succeeded done) {
        active.progressed(holding.run, "store", 99, null);
        try {
            var path = store.store(holding.run, done.result());
            if (holding.told() instanceof StopReason reason) {
                store.remove(path);
                return new RunEnd.Stopped(reason);
            }
            return new RunEnd.Succeeded(done.result(), path);
        } catch (IOException | UncheckedIOException away) {
            return storage(away);
        }
    }

    private Trained attempt(HeldRun holding) throws InterruptedException {
        @Nullable TrainerProcess trainer = null;
        var healthy = false;
        try (var limits =
                watch.over(holding, () -> active.of(holding.run), () -> store.keepFreshStaging(holding.run))) {
            var runFile = prepare(holding);
            trainer = trainer(holding.limits);
            if (!holding.attach(trainer)) {
                return new Trained.Nothing(Objects.requireNonNull(holding.early()));
            }
            limits.of(trainer);
            trainer.logInto(holding.log);
            var answer = trainer.run(
                    runFile, far -> active.progressed(holding.run, far.phase(), far.percent(), far.remainingSeconds()));
            holding.detach();
            if (holding.early() instanceof RunEnd early) {
                return new Trained.Nothing(early);
            }
            healthy = answer instanceof TrainerProcess.Answer.Done;
            return trained(holding, answer, limits.mostMemoryMb());
        } catch (DatasetFile.ChangedException changed) {
            return failed(FailureCode.DATASET_CHANGED, String.valueOf(changed.getMessage()));
        } catch (DatasetFile.GivenUpException early) {
            return new Trained.Nothing(Objects.requireNonNull(holding.early()));
        } catch (IOException | UncheckedIOException | JacksonException away) {
            return new Trained.Nothing(storage(away));
        } catch (RuntimeException unforeseen) {
            log.atError()
                    .addKeyValue("run_id", holding.run.runId())
                    .setCause(unforeseen)
                    .log("a run failed for a reason nobody had thought of");
            return failed(FailureCode.INTERNAL_ERROR, FailureCode.INTERNAL_ERROR.sentence());
        } finally {
            holding.detach();
            if (trainer != null) {
                if (healthy) {
                    warm.add(trainer);
                } else {
                    trainer.close();
                }
            }
        }
    }

    private Path prepare(HeldRun holding)
            throws IOException, DatasetFile.ChangedException, DatasetFile.GivenUpException {
        var run = holding.run;
        var table = DatasetFile.checked(datasets, run.order().getDataset(), () -> holding.early() != null);
        var judgedOn = run.order().getValidationDataset();
        var validation =
                judgedOn == null ? null : DatasetFile.checked(datasets, judgedOn, () -> holding.early() != null);
        var staging = store.stage(run);
        var file = staging.resolve("run.json");
        json.writeRunFile(file, RunFiles.of(run, table, validation, staging.resolve("model")));
        return file;
    }

    /** A warm trainer if there is one that is as it should be, else a new one. */
    private TrainerProcess trainer(RunLimits limits) throws IOException, InterruptedException {
        for (var trainer = warm.poll(); trainer != null; trainer = warm.poll()) {
            if (trainer.usable(limits.memoryMb())) {
                return trainer;
            }
            trainer.close();
        }
        return TrainerProcess.start(Path.of(settings.trainerHome()), limits.heapMb(), limits.memoryMb());
    }

    private Trained trained(HeldRun holding, TrainerProcess.Answer answer, long usedMb) {
        return switch (answer) {
            case TrainerProcess.Answer.Done(TrainerMessage.Succeeded done) -> new Trained.Model(done);
            case TrainerProcess.Answer.Refused(TrainerMessage.Failed refused)
            when refused.code().equals(FailureCode.OUT_OF_MEMORY.name()) ->
                failed(FailureCode.OUT_OF_MEMORY, holding.limits.outOfMemory(usedMb));
            case TrainerProcess.Answer.Refused(TrainerMessage.Failed refused) ->
                new Trained.Nothing(new RunEnd.Failed(
                        refused.code(), FailureClass.ofLabel(refused.failureClass()), refused.message()));
            case TrainerProcess.Answer.Died died
            when died.outOfMemory() -> failed(FailureCode.OUT_OF_MEMORY, holding.limits.outOfMemory(usedMb));
            case TrainerProcess.Answer.Died died ->
                failed(
                        FailureCode.TRAINER_CRASHED,
                        "The training process ended with exit code " + died.exitCode()
                                + (died.signal() == null ? "" : " (" + died.signal() + ")") + progress(holding.run)
                                + ", before it had a result.");
        };
    }

    private String progress(Run run) {
        var far = active.of(run);
        return far == null ? "" : " in the phase " + far.phase() + " at " + (int) far.percent() + " %";
    }

    private static RunEnd storage(Exception away) {
        var cause = away.getCause() instanceof IOException io ? io : away;
        return new RunEnd.Failed(
                FailureCode.STORAGE_UNAVAILABLE.name(),
                FailureCode.STORAGE_UNAVAILABLE.failureClass(),
                FailureCode.STORAGE_UNAVAILABLE.sentence() + " "
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    private static Trained failed(FailureCode code, String message) {
        return new Trained.Nothing(new RunEnd.Failed(code.name(), code.failureClass(), message));
    }

    /** Ends the runs of a job: the one named, or all but the one excepted. */
    public void stop(UUID jobId, @Nullable UUID runId, @Nullable UUID exceptRunId, StopReason reason) {
        for (var holding : held.values()) {
            var run = holding.run;
            if (run.jobId().equals(jobId)
                    && (runId == null || run.runId().equals(runId))
                    && !run.runId().equals(exceptRunId)) {
                holding.stop(reason);
            }
        }
    }

    /** The worker stops: every run ends and its job is handed on. */
    public void interruptAll() {
        held.values().forEach(holding -> holding.end(new RunEnd.Interrupted()));
    }

    @Override
    public void close() {
        watch.close();
        warm.forEach(TrainerProcess::close);
        warm.clear();
    }
}
