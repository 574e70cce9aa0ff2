package io.easyml.training;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service that trains. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TrainingWorker {

    public static void main(String[] arguments) {
        SpringApplication.run(TrainingWorker.class, arguments);
    }
}
