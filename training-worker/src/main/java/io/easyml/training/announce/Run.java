package io.easyml.training.announce;

import io.easyml.schemas.avro.TrainingOrder;
import java.time.Instant;
import java.util.UUID;

/** One attempt of one job on this worker. */
public record Run(TrainingOrder order, int attempt, UUID runId, Instant startedAt) {

    public UUID jobId() {
        return order.getJobId();
    }

    public UUID projectId() {
        return order.getProjectId();
    }
}
