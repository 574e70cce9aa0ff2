package io.easyml.versioning.settings;

/** The worker must not start; the message is a sentence that names what is wrong and what to do. */
public final class CannotStartException extends RuntimeException {

    public CannotStartException(String sentence) {
        super(sentence);
    }

    public CannotStartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
