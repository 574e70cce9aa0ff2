package io.easyml.training;

import io.easyml.messaging.Readiness;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the worker can do its work; MLflow being away only delays what MLflow shows. */
@RestController
class HealthController {

    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    record Health(String status, Map<String, String> missing, Map<String, String> degraded) {}

    @GetMapping("/health")
    ResponseEntity<Health> health() {
        var missing = readiness.missing();
        var mlflow = missing.remove("mlflow");
        var degraded = mlflow == null ? Map.<String, String>of() : Map.of("mlflow", mlflow);
        return missing.isEmpty()
                ? ResponseEntity.ok(new Health("ready", missing, degraded))
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Health("waiting", missing, degraded));
    }
}
