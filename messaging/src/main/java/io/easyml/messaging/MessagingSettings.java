package io.easyml.messaging;

import io.easyml.schemas.topic.Topics;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the topics.
 *
 * @param topicPrefix what all topic names begin with; environment {@code KAFKA_TOPIC_PREFIX}
 */
@ConfigurationProperties("easyml.messaging")
public record MessagingSettings(
        @DefaultValue(Topics.DEFAULT_PREFIX) String topicPrefix) {}
