package io.easyml.messaging;

/** Something that the record needs is away (store, broker, remote, disk): the record is tried again without end. */
public final class WorldAtFaultException extends RuntimeException {

    private final String part;

    /**
     * @param part what is away, as readiness names it: {@code postgres}, {@code mongodb}, {@code dvc_remote}, …
     */
    public WorldAtFaultException(String part, String reason, Throwable cause) {
        super(part + ": " + reason, cause);
        this.part = part;
    }

    public String part() {
        return part;
    }
}
