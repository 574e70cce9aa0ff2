package io.easyml.trainer;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.run.RunFile;
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

    /** The last message, {@code Succeeded} or {@code Failed}, is also returned. */
    TrainerMessage of(Path runFile) {
        var end = end(runFile);
        listener.accept(end);
        return end;
    }

    private RunFile read(Path runFile) throws IOException {
        try {
            return json.readRunFile(runFile);
        } catch (JacksonException unreadable) {
            throw new IOException("the run file " + runFile + " cannot be read", unreadable);
        }
    }

    private TrainerMessage end(Path runFile) {
        try {
            var run = read(runFile);
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
            return outOfMemory();
        } catch (IOException failedToWrite) {
            return storage(failedToWrite);
        } catch (RuntimeException unforeseen) {
            return unforeseen(unforeseen);
        }
    }

    private static TrainerMessage unforeseen(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    || String.valueOf(cause.getMessage()).contains("bad_alloc")) {
                return outOfMemory();
            }
            if (cause instanceof IOException failedToWrite) {
                return storage(failedToWrite);
            }
        }
        var frames = failure.getStackTrace();
        var place = frames.length == 0 ? "" : " in " + frames[0];
        // without its message, which may hold a cell of the table
        log.atError().log("Run failed for a reason nobody had thought of: {}", trace(failure));
        return failed(FailureCode.INTERNAL_ERROR, failure.getClass().getSimpleName() + place + ".");
    }

    private static TrainerMessage storage(IOException failure) {
        log.atError().log("A file cannot be read or written: {}", String.valueOf(failure.getMessage()));
        return failed(
                FailureCode.STORAGE_UNAVAILABLE,
                "A file of the run cannot be read or written: " + failure.getMessage() + ".");
    }

    private static TrainerMessage outOfMemory() {
        log.atWarn().log("Run out of memory");
        return failed(
                FailureCode.OUT_OF_MEMORY,
                "The training needed more than the " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB of heap that it may have. Allow more, or train on fewer rows or columns, or with a"
                        + " smaller model.");
    }

    private static String trace(Throwable failure) {
        var text = new StringBuilder(failure.getClass().getName());
        for (var frame : failure.getStackTrace()) {
            text.append("\n  at ").append(frame);
        }
        var cause = failure.getCause();
        return cause == null ? text.toString() : text + "\ncaused by " + trace(cause);
    }

    private static TrainerMessage failed(FailureCode code, String message) {
        return new TrainerMessage.Failed(code.name(), code.failureClass().label(), message);
    }
}
