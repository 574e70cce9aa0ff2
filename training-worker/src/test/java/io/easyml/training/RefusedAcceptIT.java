package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.training.intake.ShareConsumers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A command whose lock was lost between its taking and its accepting. */
class RefusedAcceptIT {

    /** Once, an accept comes too late: the record goes back, and the broker says so. */
    static class LateOnce {

        private final AtomicBoolean late = new AtomicBoolean(true);

        @Bean
        @Primary
        ShareConsumers lateConsumers(@Qualifier("kafkaShareConsumers") ShareConsumers real) {
            return () -> wrapped(real.open());
        }

        @SuppressWarnings("unchecked") // a proxy of this very interface
        private ShareConsumer<byte[], byte[]> wrapped(ShareConsumer<byte[], byte[]> real) {
            var refusing = new AtomicBoolean();
            return (ShareConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ShareConsumer.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("acknowledge") && late.getAndSet(false)) {
                            refusing.set(true);
                            real.acknowledge((ConsumerRecord<byte[], byte[]>) arguments[0], AcknowledgeType.RELEASE);
                            return null;
                        }
                        if (method.getName().equals("commitSync") && refusing.getAndSet(false)) {
                            var answer = new HashMap<TopicIdPartition, Optional<KafkaException>>();
                            real.commitSync((Duration) arguments[0])
                                    .forEach((partition, done) -> answer.put(
                                            partition,
                                            Optional.of(new InvalidRecordStateException("the lock has expired"))));
                            return answer;
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw Objects.requireNonNull(thrown.getCause());
                        }
                    });
        }
    }

    @Test
    void theRunEndsWithoutAnOutcomeAndTheCommandIsTakenAgain() {
        try (var worker = new WorkerUnderTest("worker-refused", Map.of(), LateOnce.class)) {
            var order = worker.order(WorkerUnderTest.table(200), "label", "decision_tree_classifier");
            worker.submit(order);

            var succeeded = worker.awaitEvent(order.getJobId(), TrainingSucceeded.class);

            await("no more to come")
                    .during(Duration.ofSeconds(2))
                    .until(() -> worker.types(order.getJobId())
                            .equals(List.of(
                                    "TrainingQueued", "TrainingStarted", "TrainingStarted", "TrainingSucceeded")));
            var runs = worker.about(order.getJobId(), worker.topics.trainingEvents()).stream()
                    .map(ReceivedEvent::record)
                    .filter(TrainingStarted.class::isInstance)
                    .map(started -> ((TrainingStarted) started).getRunId())
                    .toList();
            assertThat(runs).hasSize(2).last().isEqualTo(succeeded.getRunId());
            UUID refused = runs.getFirst();
            assertThat(worker.models.resolve(".runs/" + order.getJobId() + "/1-" + refused + ".log"))
                    .doesNotExist();
        }
    }
}
