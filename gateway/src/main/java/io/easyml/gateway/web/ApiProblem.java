package io.easyml.gateway.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Something that the caller must hear: becomes {@code application/problem+json} (RFC 9457) with a stable code. */
public final class ApiProblem extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final @Nullable String field;

    private ApiProblem(HttpStatus status, String code, String detail, @Nullable String field) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** A field of the request is wrong: 422. */
    public static ApiProblem invalid(String code, String field, String detail) {
        return new ApiProblem(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, field);
    }

    /** There is no such thing, or the caller may not know of it: 404. */
    public static ApiProblem notFound(String code, String detail) {
        return new ApiProblem(HttpStatus.NOT_FOUND, code, detail, null);
    }

    public static ApiProblem conflict(String code, String detail) {
        return new ApiProblem(HttpStatus.CONFLICT, code, detail, null);
    }

    public static ApiProblem forbidden(String detail) {
        return new ApiProblem(HttpStatus.FORBIDDEN, "ACCESS_DENIED", detail, null);
    }

    public static ApiProblem unauthenticated(String code, String detail) {
        return new ApiProblem(HttpStatus.UNAUTHORIZED, code, detail, null);
    }

    public static ApiProblem of(HttpStatus status, String code, String detail) {
        return new ApiProblem(status, code, detail, null);
    }

    public static ApiProblem of(HttpStatus status, String code, String field, String detail) {
        return new ApiProblem(status, code, detail, field);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String field() {
        return field;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
