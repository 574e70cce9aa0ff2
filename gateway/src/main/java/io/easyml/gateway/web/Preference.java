package io.easyml.gateway.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code Prefer: wait=N} (RFC 7240, section 4.3): how long the client likes to wait for an answer that says more. */
public final class Preference {

    /** The header that asks. */
    public static final String PREFER = "Prefer";

    /** The header that says what was done about it. */
    public static final String APPLIED = "Preference-Applied";

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Preference() {}

    /** The wait that is asked for, at most 60 s; a preference that cannot be understood is none. */
    public static Optional<Duration> wait(@Nullable List<String> headers) {
        return (headers == null ? List.<String>of() : headers)
                .stream()
                        .flatMap(header -> List.of(header.split(",")).stream())
                        .map(preference -> preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .filter(preference -> preference.matches("wait\\s*=\\s*\"?\\d{1,9}\"?"))
                        .findFirst()
                        .map(preference -> Duration.ofSeconds(Long.parseLong(preference.replaceAll("\\D", ""))))
                        .map(wait -> wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
    }

    /** As {@link #APPLIED} says it. */
    public static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }
}
