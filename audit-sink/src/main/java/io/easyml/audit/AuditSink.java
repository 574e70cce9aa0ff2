package io.easyml.audit;

import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The service that keeps the trail. With {@code --verify-trail} it checks the hash chain and ends with 0 or 1; with
 * {@code --rebuild-views} it makes the derived collections again from the trail.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AuditSink {

    public static void main(String[] arguments) {
        var application = new SpringApplication(AuditSink.class);
        var words = Arrays.asList(arguments);
        if (words.contains("--verify-trail") || words.contains("--rebuild-views")) {
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setDefaultProperties(Map.of("spring.kafka.listener.auto-startup", "false"));
            try (var context = application.run(arguments)) {
                var done = context.getBean(Maintenance.class).run(words);
                System.exit(done ? 0 : 1);
            }
        }
        application.run(arguments);
    }
}
