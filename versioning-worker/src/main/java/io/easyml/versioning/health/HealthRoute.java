package io.easyml.versioning.health;

import io.easyml.messaging.Readiness;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** {@code GET /health}: 200 when ready, 503 with what is missing. MLflow's absence is told, and delays nothing. */
@Configuration
class HealthRoute {

    private static final String MLFLOW = "mlflow";

    private record Health(String status, Map<String, String> missing, Map<String, String> delayed) {}

    @Bean
    RouterFunction<ServerResponse> health(Readiness readiness) {
        return RouterFunctions.route()
                .GET("/health", request -> {
                    var missing = new TreeMap<>(readiness.missing());
                    var mlflow = missing.remove(MLFLOW);
                    var ready = missing.isEmpty();
                    return ServerResponse.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                            .bodyValue(new Health(
                                    ready ? "ready" : "not_ready",
                                    missing,
                                    mlflow == null ? Map.of() : Map.of(MLFLOW, mlflow)));
                })
                .build();
    }
}
