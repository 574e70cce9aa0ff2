package io.easyml.messaging;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The contract on Apache's own image, wherever a Docker engine answers. */
@ExtendWith(TestcontainersMessagingIT.NeedsDocker.class)
@Testcontainers(disabledWithoutDocker = true)
class TestcontainersMessagingIT extends MessagingContract {

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.2.1");

    @Override
    String kafka() {
        return KAFKA.getBootstrapServers();
    }

    /** Says why it is skipped in a sentence. */
    static final class NeedsDocker implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? ConditionEvaluationResult.enabled("a Docker engine answers")
                    : ConditionEvaluationResult.disabled(
                            "no Docker engine answers here; EmbeddedKafkaMessagingIT holds the same contract");
        }
    }
}
