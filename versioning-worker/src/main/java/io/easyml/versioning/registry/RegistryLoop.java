package io.easyml.versioning.registry;

import io.easyml.messaging.Readiness;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.version.Pauses;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Brings model versions into MLflow's registry, on a thread of its own: whatever MLflow does, versions go on. */
@Component
final class RegistryLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RegistryLoop.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final String ARTIFACTS = "model";

    private final PendingModels pending;
    private final MlflowApi mlflow;
    private final Readiness readiness;
    private volatile @Nullable Thread thread;

    RegistryLoop(PendingModels pending, MlflowApi mlflow, Readiness readiness) {
        this.pending = pending;
        this.mlflow = mlflow;
        this.readiness = readiness;
    }

    private void run() {
        while (thread != null) {
            try {
                for (var model : pending.claim()) {
                    attempt(model);
                }
                Thread.sleep(IDLE);
            } catch (InterruptedException stop) {
                return;
            } catch (DataAccessException | TransactionException away) {
                // readiness says so already: the version loop needs the same database
                log.atDebug().setCause(away).log("the database could not be asked for models to register");
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(IDLE);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }

    private void attempt(PendingModels.Pending model) {
        try {
            if (register(model)) {
                log.atInfo()
                        .addKeyValue("job_id", model.jobId())
                        .addKeyValue("project_id", model.projectId())
                        .log("MLflow has the model version");
            } else {
                pending.waits(model, Pauses.after(model.tries()));
            }
            readiness.back(MlflowApi.PART);
        } catch (WorldAtFaultException away) {
            readiness.missing(MlflowApi.PART, String.valueOf(away.getMessage()));
            pending.waits(model, Pauses.after(model.tries()));
        } catch (MlflowApi.Refused refused) {
            log.atWarn().addKeyValue("job_id", model.jobId()).log("{}", refused.getMessage());
            pending.waits(model, Pauses.after(Math.max(6, model.tries())));
        } catch (DataAccessException | TransactionException away) {
            throw away;
        } catch (RuntimeException unexpected) {
            // one model must not keep the others from the registry
            log.atError()
                    .addKeyValue("job_id", model.jobId())
                    .setCause(unexpected)
                    .log("MLflow registration failed");
            pending.waits(model, Pauses.after(Math.max(6, model.tries())));
        }
    }

    /** Whether MLflow now has the version; not before its run is finished and has the model's files. */
    private boolean register(PendingModels.Pending model) {
        var run = mlflow.runOf(model.experiment(), model.jobId().toString()).orElse(null);
        if (run == null || !run.status().equals("FINISHED") || !mlflow.hasArtifacts(run.id(), ARTIFACTS)) {
            return false;
        }
        var name = RegisteredName.of(model.experiment(), model.model());
        var project = new MlflowApi.Tag("easyml.project_id", model.projectId().toString());
        mlflow.registerModel(name, List.of(project));
        var version = mlflow.versionOf(name, run.id())
                .orElseGet(() -> mlflow.createVersion(
                        name,
                        run,
                        run.artifactUri() + "/" + ARTIFACTS,
                        List.of(
                                project,
                                new MlflowApi.Tag("easyml.job_id", model.jobId().toString()),
                                new MlflowApi.Tag("easyml.version", Integer.toString(model.version())),
                                new MlflowApi.Tag("easyml.git_tag", model.gitTag()),
                                new MlflowApi.Tag("easyml.dvc_md5", model.dvcMd5()))));
        pending.registered(model, run.id(), name, version);
        return true;
    }

    @Override
    public void start() {
        // the loop goes on while there is a thread: known before it runs
        var registering = Thread.ofPlatform().name("mlflow-registry").unstarted(this::run);
        thread = registering;
        registering.start();
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
