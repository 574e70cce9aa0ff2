package io.easyml.messaging;

/** The record cannot be handled, now or ever: it goes to the dead letters at once. */
public final class RecordAtFaultException extends RuntimeException {

    public RecordAtFaultException(String reason) {
        super(reason);
    }

    public RecordAtFaultException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
