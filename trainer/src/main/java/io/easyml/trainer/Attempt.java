package io.easyml.trainer;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import io.easyml.trainer.table.TrainingFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Does a run and turns whatever happens into messages. */
final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final TrainerJson json = new TrainerJson();
    private final TrainingRun trainingRun = new TrainingRun(AlgorithmCatalogue.load(), InstantSource.system());
    private final Consumer<TrainerMessage> listener;

    Attempt(Consumer<TrainerMessage> listener) {
        this.listener = listener;
    }

    /** The last message is {@code Succeeded} or {@code Failed}; the return value says whether it is the first. */
    boolean of(Path runFile) {
        var end = end(runFile);
        listener.accept(end);
        return end instanceof TrainerMessage.Succeeded;
    }

    private TrainerMessage end(Path runFile) {
        try {
            var run = json.readRunFile(runFile);
            log.atInfo()
                    .addKeyValue("run_id", run.runId())
                    .addKeyValue("job_id", run.jobId())
                    .addKeyValue("model_type", run.modelType())
                    .log("Run begins");
            var result = trainingRun.run(run, new ProgressReport(listener::accept, System::nanoTime));
            log.atInfo()
                    .addKeyValue("run_id", run.runId())
                    .addKeyValue("durations_ms", result.durationsMs())
                    .log("Run succeeded");
            return new TrainerMessage.Succeeded(result);
        } catch (TrainingFailure refused) {
            log.atInfo().addKeyValue("code", refused.code()).log("Run failed");
            return failed(refused.code(), String.valueOf(refused.getMessage()));
        } catch (OutOfMemoryError exhausted) {
            log.atWarn().log("Run out of memory");
            return failed(
                    FailureCode.OUT_OF_MEMORY,
                    "The training needed more than the " + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB of heap that it may have. Allow more, or train on fewer rows or columns, or with a"
                            + " smaller model.");
        } catch (JacksonException unreadable) {
            log.atError().setCause(unreadable).log("Run file cannot be read");
            return failed(FailureCode.INTERNAL_ERROR, "The run file " + runFile + " cannot be read.");
        } catch (IOException failedToWrite) {
            log.atError().setCause(failedToWrite).log("Model folder cannot be written");
            return failed(
                    FailureCode.STORAGE_UNAVAILABLE,
                    "The model folder cannot be written: " + failedToWrite.getMessage() + ".");
        } catch (RuntimeException unforeseen) {
            log.atError().setCause(unforeseen).log("Run failed for a reason nobody had thought of");
            return failed(
                    FailureCode.INTERNAL_ERROR, unforeseen.getClass().getSimpleName() + ": " + unforeseen.getMessage());
        }
    }

    private static TrainerMessage failed(FailureCode code, String message) {
        return new TrainerMessage.Failed(code.name(), code.failureClass().label(), message);
    }
}
