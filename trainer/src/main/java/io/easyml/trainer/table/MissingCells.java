package io.easyml.trainer.table;

import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which spellings mean that a cell has no value. An empty cell has none, whatever the spellings. */
final class MissingCells {

    static final List<String> USUAL = List.of("", "na", "n/a", "#n/a", "null", "none", "nan", "-nan", "?", "<na>");

    private final Set<String> spellings;
    private final int longest;
    private final Charset charset;

    private MissingCells(Set<String> spellings, Charset charset) {
        this.spellings = spellings;
        this.charset = charset;
        this.longest = spellings.stream()
                .mapToInt(spelling -> Math.max(spelling.length(), spelling.getBytes(charset).length))
                .max()
                .orElse(0);
    }

    /** @param given spellings, in any case, or null for the usual ones */
    static MissingCells of(@Nullable List<String> given, Charset charset) {
        var spellings = new HashSet<String>();
        spellings.add("");
        for (var spelling : given == null ? USUAL : given) {
            spellings.add(spelling.strip().toLowerCase(Locale.ROOT));
        }
        return new MissingCells(spellings, charset);
    }

    boolean holds(String text) {
        return text.length() <= longest && spellings.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether these bytes, which have no spaces around them, are a missing cell. */
    boolean holds(byte[] bytes, int from, int to) {
        return to == from
                || to - from <= longest
                        && spellings.contains(new String(bytes, from, to - from, charset).toLowerCase(Locale.ROOT));
    }
}
