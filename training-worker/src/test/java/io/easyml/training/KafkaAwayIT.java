package io.easyml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.KafkaServer;
import io.easyml.embedded.Ports;
import io.easyml.embedded.testing.TestServers;
import io.easyml.messaging.Readiness;
import io.easyml.schemas.avro.RunStopped;
import io.easyml.schemas.avro.StopReason;
import io.easyml.schemas.avro.StopRun;
import io.easyml.schemas.avro.TrainingStarted;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.training.announce.ActiveRuns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away in the middle of a run and comes back. */
class KafkaAwayIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private io.easyml.embedded.ChildProcess broker(int port) {
        return KafkaServer.start(
                KafkaServer.jars(TestServers.root()), folder.resolve("kafka"), port, 384, folder.resolve("kafka.log"));
    }

    @Test
    void theOutcomeWaitsForKafkaAndTheSlotForTheOutcome() {
        var port = Ports.free();
        var broker = broker(port);
        try (var worker = new WorkerUnderTest("worker-kafka", Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address()))) {
            var order = worker.secondsOrder();
            worker.submit(order);
            var run = worker.awaitEvent(order.getJobId(), TrainingStarted.class).getRunId();

            broker.close();
            await("that the run has ended")
                    .atMost(SOON)
                    .until(() -> worker.log(order.getJobId(), run).stream()
                            .anyMatch(line -> line.contains("INFO Succeeded: ")));
            await("that Kafka is missed")
                    .atMost(SOON)
                    .until(() -> worker.bean(Readiness.class).missing().containsKey("kafka"));
            assertThat(worker.bean(ActiveRuns.class).all()).hasSize(1);
            broker = broker(port);

            worker.awaitEvent(order.getJobId(), TrainingSucceeded.class);
            assertThat(worker.types(order.getJobId()))
                    .containsExactly("TrainingQueued", "TrainingStarted", "TrainingSucceeded");

            // commands are taken again, and the control topic is read again
            var next = worker.longOrder("random_forest_classifier");
            worker.submit(next);
            worker.awaitEvent(next.getJobId(), TrainingStarted.class);
            worker.say(
                    worker.topics.trainingControl(),
                    next.getJobId(),
                    StopRun.newBuilder()
                            .setJobId(next.getJobId())
                            .setReason(StopReason.CANCELLED)
                            .build());
            worker.awaitEvent(next.getJobId(), RunStopped.class);
        } finally {
            broker.close();
        }
    }
}
