package io.easyml.gateway.training;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class TrainingConfiguration {

    @Bean
    AlgorithmCatalogue algorithmCatalogue() {
        return AlgorithmCatalogue.load();
    }
}
