package io.easyml.gateway.security;

import java.time.Duration;
import java.util.UUID;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether a session still holds: PostgreSQL knows, Redis remembers for a while, and is done without when away. */
@Component
public final class Sessions {

    private static final Duration REMEMBER = Duration.ofSeconds(60);
    private static final Duration REDIS_LIMIT = Duration.ofMillis(250);
    private static final String ALIVE = "alive";

    private final DatabaseClient database;
    private final ReactiveStringRedisTemplate redis;

    Sessions(DatabaseClient database, ReactiveStringRedisTemplate redis) {
        this.database = database;
        this.redis = redis;
    }

    Mono<Boolean> holds(UUID sessionId) {
        return redis.opsForValue()
                .get(key(sessionId))
                .timeout(REDIS_LIMIT)
                .onErrorResume(away -> Mono.empty())
                .map(ALIVE::equals)
                .switchIfEmpty(Mono.defer(() -> inDatabase(sessionId)));
    }

    private Mono<Boolean> inDatabase(UUID sessionId) {
        return database.sql("select 1 from user_sessions s join users u on u.id = s.user_id"
                        + " where s.id = :id and s.revoked_at is null and s.expires_at > now() and u.active")
                .bind("id", sessionId)
                .fetch()
                .first()
                .flatMap(row -> redis.opsForValue()
                        .set(key(sessionId), ALIVE, REMEMBER)
                        .timeout(REDIS_LIMIT)
                        .onErrorResume(away -> Mono.just(false))
                        .thenReturn(true))
                .defaultIfEmpty(false);
    }

    /** A session has ended: nobody shall remember it. */
    public Mono<Void> forget(UUID sessionId) {
        return redis.delete(key(sessionId))
                .timeout(REDIS_LIMIT)
                .onErrorResume(away -> Mono.just(0L))
                .then();
    }

    private static String key(UUID sessionId) {
        return "easyml:session:" + sessionId;
    }
}
