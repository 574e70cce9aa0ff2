package io.easyml.schemas.failure;

/** Who can mend a failure. */
public enum FailureClass {
    /** The request: whoever sent it changes it. */
    USER,
    /** The table: whoever owns the data changes it. */
    DATA,
    /** A limit was met: raise it, or ask for less. */
    RESOURCE,
    /** The platform: another attempt follows by itself, at most three. */
    INFRASTRUCTURE;

    /** As it stands in JSON, SQL and events. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The class with this label; anything unknown is the platform's own fault. */
    public static FailureClass ofLabel(String label) {
        for (var known : values()) {
            if (known.label().equals(label)) {
                return known;
            }
        }
        return INFRASTRUCTURE;
    }
}
