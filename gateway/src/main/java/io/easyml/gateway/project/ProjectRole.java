package io.easyml.gateway.project;

import java.util.Locale;

/** What a member may do; each role may do what the ones before it may. */
public enum ProjectRole {
    VIEWER,
    EDITOR,
    OWNER;

    boolean covers(ProjectRole needed) {
        return compareTo(needed) >= 0;
    }

    static ProjectRole ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
