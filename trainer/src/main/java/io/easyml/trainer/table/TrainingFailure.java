package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;

/** A run that cannot come to a model, for a reason that somebody can mend. */
public final class TrainingFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    /** @param message what is wrong, where, and what to do */
    public TrainingFailure(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }
}
