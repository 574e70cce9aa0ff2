package io.easyml.training.run;

import io.easyml.schemas.avro.StopReason;
import io.easyml.training.announce.Run;
import io.easyml.training.announce.RunEnd;
import org.jspecify.annotations.Nullable;

/** A run that this worker holds, with what it may use, its log, and why it is to end, once it is. Thread-safe. */
final class HeldRun {

    final Run run;
    final RunLimits limits;
    final RunLog log;
    private @Nullable TrainerProcess trainer;
    private @Nullable RunEnd early;
    private @Nullable StopReason told;

    HeldRun(Run run, RunLimits limits, RunLog log) {
        this.run = run;
        this.limits = limits;
        this.log = log;
    }

    /** It is told to stop, which counts more than anything it came to meanwhile. */
    synchronized void stop(StopReason reason) {
        if (told == null) {
            told = reason;
        }
        end(new RunEnd.Stopped(reason));
    }

    /** Ends it now; the first cause counts. */
    synchronized void end(RunEnd why) {
        if (early == null) {
            early = why;
        }
        if (trainer != null) {
            trainer.kill();
        }
    }

    /** From now on an early end kills this trainer; false if the run is to end already. */
    synchronized boolean attach(TrainerProcess process) {
        if (early != null) {
            return false;
        }
        trainer = process;
        return true;
    }

    /** The trainer is no longer this run's. */
    synchronized void detach() {
        trainer = null;
    }

    synchronized @Nullable RunEnd early() {
        return early;
    }

    synchronized @Nullable StopReason told() {
        return told;
    }
}
