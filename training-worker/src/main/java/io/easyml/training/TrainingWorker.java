package io.easyml.training;

import io.easyml.training.intake.Drain;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service that trains. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TrainingWorker {

    public static void main(String[] arguments) {
        var context = SpringApplication.run(TrainingWorker.class, arguments);
        context.getBean(Drain.class).whenDone(() -> System.exit(SpringApplication.exit(context)));
    }
}
