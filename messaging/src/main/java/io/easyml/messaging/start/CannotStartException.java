package io.easyml.messaging.start;

import org.jspecify.annotations.Nullable;

/** The service must not start; the message is a sentence that names what is wrong, and holds no secret. */
public final class CannotStartException extends RuntimeException {

    private final @Nullable String action;

    public CannotStartException(String sentence) {
        this(sentence, null, null);
    }

    public CannotStartException(String sentence, Throwable cause) {
        this(sentence, null, cause);
    }

    private CannotStartException(String sentence, @Nullable String action, @Nullable Throwable cause) {
        super(sentence, cause);
        this.action = action;
    }

    /** A setting is missing or cannot be used: {@code setting("SLOTS", "is 0", "Set it to 1 to 64")}. */
    public static CannotStartException setting(String name, String fault, String action) {
        return new CannotStartException("The setting " + name + " " + fault + ".", action, null);
    }

    /** Refuses a setting that is not set; {@code what} says what it is, as in "the address of …". */
    public static void require(String value, String name, String what) {
        if (value.isBlank()) {
            throw setting(name, "is not set", "Set it to " + what);
        }
    }

    /** Refuses a number below {@code least} or above {@code most}. */
    public static void requireBetween(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw setting(name, "is " + value, "Set it to " + least + " to " + most);
        }
    }

    /** What to do about it, where the sentence does not say so itself. */
    public @Nullable String action() {
        return action;
    }
}
