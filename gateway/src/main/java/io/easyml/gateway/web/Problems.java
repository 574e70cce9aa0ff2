package io.easyml.gateway.web;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Turns every failure of a request into {@code application/problem+json} (RFC 9457). */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public final class Problems implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        var problem = problem(failure);
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            // a store is away: its story is known, and told once for each request
            log.atWarn()
                    .addKeyValue("method", exchange.getRequest().getMethod())
                    .addKeyValue("path", exchange.getRequest().getPath().value())
                    .log(
                            "a request was refused: {}",
                            NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        } else if (problem.status().is5xxServerError()) {
            log.atError()
                    .addKeyValue("method", exchange.getRequest().getMethod())
                    .addKeyValue("path", exchange.getRequest().getPath().value())
                    .setCause(failure)
                    .log("a request failed");
        }
        if (failure instanceof MethodNotAllowedException notAllowed) {
            exchange.getResponse().getHeaders().setAllow(notAllowed.getSupportedMethods());
        }
        return write(exchange, problem);
    }

    /** Answers with a problem. */
    public Mono<Void> write(ServerWebExchange exchange, ApiProblem problem) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("type", "about:blank");
        body.put("title", problem.status().getReasonPhrase());
        body.put("status", problem.status().value());
        body.put("code", problem.code());
        body.put("detail", problem.detail());
        if (problem.field() != null) {
            body.put("field", problem.field());
        }
        body.put("instance", exchange.getRequest().getPath().value());
        var response = exchange.getResponse();
        response.setStatusCode(problem.status());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
        }
        return response.writeWith(Mono.just(response.bufferFactory().wrap(json.writeValueAsBytes(Map.copyOf(body)))));
    }

    private static ApiProblem problem(Throwable failure) {
        return switch (failure) {
            case ApiProblem known -> known;
            case WebExchangeBindException invalid -> bindProblem(invalid);
            case ServerWebInputException unreadable -> inputProblem(unreadable);
            case ResponseStatusException status -> statusProblem(status.getStatusCode(), status.getReason());
            case ErrorResponseException status ->
                statusProblem(status.getStatusCode(), status.getBody().getDetail());
            case DataAccessResourceFailureException away -> storeAway();
            case TransactionException away -> storeAway();
            case DataAccessException database when hasTimedOut(database) -> storeAway();
            default ->
                ApiProblem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL_ERROR",
                        "Something went wrong here that nobody had thought of. The gateway's log says more.");
        };
    }

    private static boolean hasTimedOut(Throwable failure) {
        return failure.getCause() instanceof io.r2dbc.spi.R2dbcTimeoutException
                || failure.getCause() instanceof io.r2dbc.spi.R2dbcNonTransientResourceException;
    }

    private static ApiProblem storeAway() {
        return ApiProblem.of(
                HttpStatus.SERVICE_UNAVAILABLE, "STORE_UNAVAILABLE", "The database cannot be reached. Try again soon.");
    }

    private static ApiProblem bindProblem(WebExchangeBindException invalid) {
        return invalid.getFieldErrors().stream()
                .findFirst()
                .map(error -> {
                    var field = snakeCase(error.getField());
                    var given = error.getRejectedValue() instanceof Number number ? " is " + number + "; it" : "";
                    return ApiProblem.invalid(
                            "REQUEST_INVALID", field, field + given + " " + error.getDefaultMessage());
                })
                .orElseGet(() -> ApiProblem.of(HttpStatus.BAD_REQUEST, "REQUEST_INVALID", invalid.getMessage()));
    }

    /** As the field is written in JSON. */
    private static String snakeCase(String property) {
        return property.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static ApiProblem inputProblem(ServerWebInputException unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException body) {
                return UnreadableBody.problem(body);
            }
        }
        var reason = unreadable.getReason() == null ? "The request cannot be read." : unreadable.getReason();
        return ApiProblem.of(HttpStatus.BAD_REQUEST, "REQUEST_INVALID", reason);
    }

    private static ApiProblem statusProblem(HttpStatusCode code, @Nullable String reason) {
        var status = HttpStatus.resolve(code.value());
        var known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        var detail = reason == null ? known.getReasonPhrase() : reason;
        return switch (known) {
            case NOT_FOUND -> ApiProblem.of(known, "NOT_FOUND", "There is no such resource. /docs lists them.");
            case METHOD_NOT_ALLOWED -> ApiProblem.of(known, "METHOD_NOT_ALLOWED", detail);
            case UNSUPPORTED_MEDIA_TYPE -> ApiProblem.of(known, "UNSUPPORTED_MEDIA_TYPE", detail);
            case NOT_ACCEPTABLE -> ApiProblem.of(known, "NOT_ACCEPTABLE", detail);
            case CONTENT_TOO_LARGE -> ApiProblem.of(known, "TOO_LARGE", detail);
            default -> ApiProblem.of(known, known.is4xxClientError() ? "REQUEST_INVALID" : "INTERNAL_ERROR", detail);
        };
    }
}
