package io.easyml.standalone.setup;

import org.jspecify.annotations.Nullable;

/** A part of the platform could not be set up. */
public final class SetupException extends RuntimeException {

    SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
