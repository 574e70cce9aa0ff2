package io.easyml.tablefile;

import io.easyml.schemas.failure.FailureCode;

/** A file that is no table, for a reason that its owner can mend. */
public final class UnreadableTableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    /** @param message what is wrong, where, and what to do */
    public UnreadableTableException(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }
}
