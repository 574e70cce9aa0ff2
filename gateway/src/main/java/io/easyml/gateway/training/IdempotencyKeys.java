package io.easyml.gateway.training;

import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.r2dbc.postgresql.codec.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code Idempotency-Key}: a repeated request of the same user with the same key gets the first one's job. */
@Component
class IdempotencyKeys {

    private static final int LONGEST = 200;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonMapper json;

    IdempotencyKeys(DatabaseClient database, TransactionalOperator transaction, JsonMapper json) {
        this.database = database;
        this.transaction = transaction;
        this.json = json;
    }

    /** The job that this key stands for; {@code accept} makes it the first time. */
    Mono<UUID> once(Caller caller, @Nullable String key, TrainingRequest request, Supplier<Mono<UUID>> accept) {
        if (key == null) {
            return accept.get();
        }
        if (key.isBlank() || key.length() > LONGEST) {
            return Mono.error(ApiProblem.invalid(
                    "REQUEST_INVALID", "Idempotency-Key", "Idempotency-Key must have 1 to " + LONGEST + " characters"));
        }
        var hash = sha256(json.writeValueAsString(request));
        return lock(caller, key)
                .then(first(caller, key))
                .map(first -> {
                    if (!Arrays.equals(first.hash(), hash)) {
                        throw ApiProblem.conflict(
                                "IDEMPOTENCY_KEY_REUSED",
                                "This Idempotency-Key was used for another request. Choose another.");
                    }
                    return first.job();
                })
                .switchIfEmpty(Mono.defer(() ->
                        accept.get().flatMap(job -> keep(caller, key, hash, job).thenReturn(job))))
                .as(transaction::transactional);
    }

    private record First(byte[] hash, UUID job) {}

    private Mono<Void> lock(Caller caller, String key) {
        return database.sql("select pg_advisory_xact_lock(hashtextextended(:what, 1))")
                .bind("what", caller.userId() + "/" + key)
                .fetch()
                .all()
                .then();
    }

    private Mono<First> first(Caller caller, String key) {
        return database.sql("select request_hash, response ->> 'job_id' from idempotency_keys where user_id = :user and"
                        + " key = :key")
                .bind("user", caller.userId())
                .bind("key", key)
                .map(row -> new First(
                        Objects.requireNonNull(row.get(0, byte[].class)),
                        UUID.fromString(Objects.requireNonNull(row.get(1, String.class)))))
                .one();
    }

    private Mono<Void> keep(Caller caller, String key, byte[] hash, UUID job) {
        return database.sql("insert into idempotency_keys (user_id, key, request_hash, status, response) values (:user,"
                        + " :key, :hash, 202, :response)")
                .bind("user", caller.userId())
                .bind("key", key)
                .bind("hash", hash)
                .bind("response", Json.of("{\"job_id\":\"" + job + "\"}"))
                .then();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
