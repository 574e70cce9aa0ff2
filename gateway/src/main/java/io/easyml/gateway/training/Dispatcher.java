package io.easyml.gateway.training;

import io.easyml.gateway.BlockingDatabase;
import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.lead.LeaderTask;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.FaultPoint;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.avro.TrainingOrder;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Puts the head of the queue on the commands topic. The queue itself is {@code ml_experiments} in {@code queued}; which
 * job is next is decided here, so that only a few commands are out and unstarted at any time.
 */
@Component
final class Dispatcher implements LeaderTask {

    private static final int FEWEST_OUT = 10;
    private static final long LOOK_EVERY_MS = 100;

    private final BlockingDatabase database;
    private final Heartbeats heartbeats;
    private final Outbox outbox;
    private final StorageRoots roots;
    private final Topics topics;

    Dispatcher(BlockingDatabase database, Heartbeats heartbeats, Outbox outbox, StorageRoots roots, Topics topics) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.outbox = outbox;
        this.roots = roots;
        this.topics = topics;
    }

    private record Next(UUID jobId, int attempt, byte[] order) {}

    @Override
    public String name() {
        return "dispatcher";
    }

    @Override
    public void pass() throws InterruptedException {
        var dispatched = database.inTransaction(this::dispatch);
        if (dispatched > 0) {
            FaultPoint.pass("gateway.after-dispatch");
            outbox.committed();
        } else {
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private int dispatch(JdbcClient client) {
        var out = client.sql("select count(*) from ml_experiments where state = 'queued' and dispatched_at is not null")
                .query(Integer.class)
                .single();
        var room = Math.max(FEWEST_OUT, 2 * heartbeats.slotsAlive()) - out;
        if (room <= 0) {
            return 0;
        }
        var head = client.sql("select job_id, attempt, training_order from ml_experiments where state = 'queued' and"
                        + " dispatched_at is null and cancel_requested_at is null"
                        + " order by priority desc, queued_at, job_id limit ? for update skip locked")
                .param(room)
                .query((row, index) -> new Next(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)))
                .list();
        for (var next : head) {
            client.sql("update ml_experiments set dispatched_at = now(), updated_at = now() where job_id = ?")
                    .param(next.jobId())
                    .update();
            var order = order(next);
            outbox.add(
                    client,
                    topics.trainingCommands(),
                    next.jobId(),
                    TrainModel.newBuilder()
                            .setOrder(order)
                            .setAttempt(next.attempt())
                            .setModelsRootId(roots.models().id())
                            .setDatasetsRootId(roots.datasets().id())
                            .build(),
                    EventOrigin.service("gateway", order.getProjectId(), order.getSessionId()),
                    EventIds.following(next.jobId(), "TrainModel/" + next.attempt()));
        }
        return head.size();
    }

    private static TrainingOrder order(Next next) {
        try {
            return TrainingOrder.fromByteBuffer(ByteBuffer.wrap(next.order()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the order of job " + next.jobId() + " cannot be read", unreadable);
        }
    }
}
