package io.easyml.versioning;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The process. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class VersioningWorker {

    public static void main(String[] arguments) {
        SpringApplication.run(VersioningWorker.class, arguments);
    }
}
