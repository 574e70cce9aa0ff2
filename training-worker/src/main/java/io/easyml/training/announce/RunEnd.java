package io.easyml.training.announce;

import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.failure.FailureClass;
import io.easyml.trainer.run.RunResult;

/** How a run ended. */
public sealed interface RunEnd {

    /** A model is stored. */
    record Succeeded(RunResult result, String modelPath) implements RunEnd {}

    /** No model; the class says who can mend it. */
    record Failed(String code, FailureClass failureClass, String message) implements RunEnd {}

    /** Ended because it was told to. */
    record Stopped(StopReason reason) implements RunEnd {}

    /** Ended because the worker stops: the job is handed on. */
    record Interrupted() implements RunEnd {}
}
