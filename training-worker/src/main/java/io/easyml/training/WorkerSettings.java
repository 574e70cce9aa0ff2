package io.easyml.training;

import static io.easyml.messaging.start.CannotStartException.require;
import static io.easyml.messaging.start.CannotStartException.requireBetween;

import io.easyml.messaging.start.CannotStartException;
import io.easyml.schemas.storage.StorageRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of a training worker, each with the environment variable that sets it.
 *
 * @param name {@code WORKER_NAME}: stands in events and in jobs
 * @param slots {@code WORKER_SLOTS}: runs at a time
 * @param modelsDir {@code MODELS_DIR}
 * @param datasetsDir {@code DATASETS_DIR}
 * @param trainerHome {@code TRAINER_HOME}: folder of the trainer's jars
 * @param maxMemoryMb {@code TRAINER_MAX_MEMORY_MB}: memory of a trainer process, in MiB, unless a job asks for less
 * @param maxRuntimeSeconds {@code TRAINER_MAX_RUNTIME_SECONDS}: time of a run, unless a job asks for less
 * @param drainSeconds {@code WORKER_DRAIN_SECONDS}: how long a worker that is asked to stop goes on with its runs
 * @param runLogDays {@code RUN_LOG_DAYS}: how long the logs of runs are kept
 * @param mlflowTrackingUri {@code MLFLOW_TRACKING_URI}
 */
@ConfigurationProperties("easyml.worker")
public record WorkerSettings(
        @DefaultValue("") String name,
        @DefaultValue("1") int slots,
        @DefaultValue("") String modelsDir,
        @DefaultValue("") String datasetsDir,
        @DefaultValue("") String trainerHome,
        @DefaultValue("2048") long maxMemoryMb,
        @DefaultValue("3600") long maxRuntimeSeconds,
        @DefaultValue("0") long drainSeconds,
        @DefaultValue("30") long runLogDays,
        @DefaultValue("") String mlflowTrackingUri) {

    public WorkerSettings {
        require(name, "WORKER_NAME", "a name that no other worker has");
        require(modelsDir, "MODELS_DIR", "the directory that holds the models, marked by setup");
        require(datasetsDir, "DATASETS_DIR", "the directory that holds the datasets, marked by setup");
        require(trainerHome, "TRAINER_HOME", "the folder of trainer.jar and its lib");
        require(mlflowTrackingUri, "MLFLOW_TRACKING_URI", "MLflow's address, for example http://mlflow:5000");
        requireBetween(slots, 1, 64, "WORKER_SLOTS");
        requireBetween(maxMemoryMb, 256, 1 << 20, "TRAINER_MAX_MEMORY_MB");
        requireBetween(maxRuntimeSeconds, 1, 7 * 24 * 3600, "TRAINER_MAX_RUNTIME_SECONDS");
        requireBetween(drainSeconds, 0, 7 * 24 * 3600, "WORKER_DRAIN_SECONDS");
        requireBetween(runLogDays, 1, 3650, "RUN_LOG_DAYS");
        if (!Files.isRegularFile(Path.of(trainerHome, "trainer.jar"))) {
            throw CannotStartException.setting(
                    "TRAINER_HOME",
                    "is " + trainerHome + ", which has no trainer.jar",
                    "Point it to the trainer's jars");
        }
    }

    public StorageRoot models() {
        return open("MODELS_DIR", modelsDir);
    }

    public StorageRoot datasets() {
        return open("DATASETS_DIR", datasetsDir);
    }

    private static StorageRoot open(String setting, String directory) {
        try {
            return StorageRoot.open(Path.of(directory));
        } catch (IOException notARoot) {
            throw CannotStartException.setting(setting, "cannot be used: " + notARoot.getMessage(), "Run setup first");
        }
    }
}
