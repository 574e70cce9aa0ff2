package io.easyml.standalone.client;

/** The API refused something, in its own words. */
public final class ApiException extends RuntimeException {

    ApiException(String message) {
        super(message);
    }
}
