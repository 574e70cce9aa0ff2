package io.easyml.schemas.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody can say that a column is. */
public enum DeclaredType {
    NUMBER,
    CATEGORY,
    BOOLEAN,
    DATE_TIME,
    TEXT,
    /** Left out: a name or number of the row itself. */
    IDENTIFIER;

    /** As it stands in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeclaredType> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst();
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(DeclaredType::label).toList();
    }
}
