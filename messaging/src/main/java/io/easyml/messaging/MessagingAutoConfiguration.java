package io.easyml.messaging;

import io.easyml.schemas.topic.Topics;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerContainerPauseService;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Gives a service its topics, publisher, dead letters and failure handling. */
@AutoConfiguration(before = KafkaAutoConfiguration.class)
@EnableConfigurationProperties(MessagingSettings.class)
public class MessagingAutoConfiguration {

    @Bean
    Topics topics(MessagingSettings settings) {
        return new Topics(settings.topicPrefix());
    }

    @Bean
    EventEncoding eventEncoding() {
        return new EventEncoding();
    }

    @Bean
    Readiness readiness() {
        return new Readiness();
    }

    @Bean
    @ConditionalOnMissingBean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    EventPublisher eventPublisher(ProducerFactory<byte[], byte[]> producers) {
        return new EventPublisher(new KafkaTemplate<>(producers));
    }

    @Bean
    DeadLetters deadLetters(
            EventPublisher publisher,
            EventEncoding encoding,
            Topics topics,
            @Value("${spring.application.name}") String service,
            InstantSource clock) {
        return new DeadLetters(publisher, encoding, topics, service, clock);
    }

    @Bean
    Waits waits(Readiness readiness) {
        return new Waits(readiness);
    }

    @Bean
    CommonErrorHandler kafkaFailureHandling(
            DeadLetters deadLetters,
            Waits waits,
            ObjectProvider<KafkaListenerEndpointRegistry> registry,
            @Qualifier("pauseScheduler") TaskScheduler scheduler) {
        return FailureHandling.errorHandler(
                deadLetters, waits, new ListenerContainerPauseService(registry.getIfAvailable(), scheduler));
    }

    @Bean
    TaskScheduler pauseScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(1);
        scheduler.setDaemon(true);
        scheduler.setThreadNamePrefix("kafka-pause-");
        return scheduler;
    }
}
