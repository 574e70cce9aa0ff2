package io.easyml.audit;

import io.easyml.messaging.Readiness;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the sink can do its work. */
@RestController
class HealthController {

    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    record Health(String status, Map<String, String> missing) {}

    @GetMapping("/health")
    ResponseEntity<Health> health() {
        var missing = readiness.missing();
        return missing.isEmpty()
                ? ResponseEntity.ok(new Health("ready", missing))
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Health("waiting", missing));
    }
}
