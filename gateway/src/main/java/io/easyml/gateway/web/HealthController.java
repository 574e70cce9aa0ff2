package io.easyml.gateway.web;

import io.easyml.messaging.Readiness;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Whether the gateway can do its work; what it can do without is named too. */
@RestController
class HealthController {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final List<String> CAN_WAIT = List.of("kafka", "heartbeats");

    private final DatabaseClient database;
    private final ReactiveRedisConnectionFactory redis;
    private final Readiness readiness;

    HealthController(DatabaseClient database, ReactiveRedisConnectionFactory redis, Readiness readiness) {
        this.database = database;
        this.redis = redis;
        this.readiness = readiness;
    }

    /**
     * @param missing what must be there and is not, with the reason
     * @param degraded what is away and only makes things slower
     */
    record Health(String status, Map<String, String> missing, Map<String, String> degraded) {}

    @GetMapping("/health")
    @SecurityRequirements
    Mono<ResponseEntity<Health>> health() {
        return Mono.zip(postgres(), redis()).map(answers -> {
            var missing = new TreeMap<>(readiness.missing());
            // jobs are accepted while Kafka is away: they wait in the outbox
            var degraded = new TreeMap<String, String>();
            for (var part : CAN_WAIT) {
                var reason = missing.remove(part);
                if (reason != null) {
                    degraded.put(part, reason);
                }
            }
            if (!answers.getT1().isEmpty()) {
                missing.put("postgres", answers.getT1());
            }
            if (!answers.getT2().isEmpty()) {
                degraded.put("redis", answers.getT2());
            }
            return ResponseEntity.status(missing.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                    .body(new Health(missing.isEmpty() ? "ready" : "waiting", missing, degraded));
        });
    }

    private Mono<String> postgres() {
        return Uncancelled.of(database.sql("select 1").fetch().first().map(row -> ""))
                .timeout(LIMIT)
                .onErrorResume(away -> Mono.just("does not answer"));
    }

    private Mono<String> redis() {
        return Mono.usingWhen(
                        Mono.fromSupplier(redis::getReactiveConnection),
                        connection -> connection.ping(),
                        connection -> connection.closeLater())
                .map(pong -> "")
                .timeout(LIMIT)
                .onErrorResume(away -> Mono.just("does not answer"));
    }
}
