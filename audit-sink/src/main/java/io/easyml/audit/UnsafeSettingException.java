package io.easyml.audit;

/** A setting is missing or cannot be used; the service does not start. */
public final class UnsafeSettingException extends RuntimeException {

    private final String action;

    public UnsafeSettingException(String name, String fault, String action) {
        super("The setting " + name + " " + fault + ".");
        this.action = action;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
