package io.easyml.gateway.outbox;

import io.easyml.gateway.BlockingDatabase;
import io.easyml.gateway.lead.LeaderTask;
import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventPublisher;
import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.Readiness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the outbox in order and deletes what Kafka has. It stops at the first failure, and a batch never holds two
 * messages of one key, so that no message overtakes another of its key.
 */
@Component
final class Relay implements LeaderTask {

    private static final int BATCH = 200;
    private static final long CONFIRM_SECONDS = 40;
    private static final long LOOK_EVERY_MS = 100;
    private static final long PAUSE_AFTER_FAILURE_MS = 1_000;
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final BlockingDatabase database;
    private final EventPublisher publisher;
    private final JsonMapper json;
    private final Readiness readiness;
    private final WakeUp wakeUp;

    Relay(BlockingDatabase database, EventPublisher publisher, JsonMapper json, Readiness readiness, WakeUp wakeUp) {
        this.database = database;
        this.publisher = publisher;
        this.json = json;
        this.readiness = readiness;
        this.wakeUp = wakeUp;
    }

    private record Waiting(long seq, EncodedEvent event) {}

    @Override
    public String name() {
        return "outbox-relay";
    }

    @Override
    public void pass() throws InterruptedException {
        var batch = nextBatch();
        if (batch.isEmpty()) {
            wakeUp.await(LOOK_EVERY_MS);
            return;
        }
        if (!send(batch)) {
            Thread.sleep(PAUSE_AFTER_FAILURE_MS);
        }
    }

    private List<Waiting> nextBatch() {
        var waiting = database.client()
                .sql("select seq, topic, key, headers::text, payload from outbox order by seq limit " + BATCH)
                .query((row, index) -> new Waiting(
                        row.getLong(1),
                        new EncodedEvent(
                                row.getString(2),
                                row.getString(3),
                                json.readValue(row.getString(4), HEADERS),
                                row.getBytes(5))))
                .list();
        var keys = new HashSet<String>();
        var batch = new ArrayList<Waiting>();
        for (var message : waiting) {
            if (!keys.add(message.event().topic() + "/" + message.event().key())) {
                break;
            }
            batch.add(message);
        }
        return batch;
    }

    private boolean send(List<Waiting> batch) throws InterruptedException {
        FaultPoint.pass("gateway.before-send");
        var sent = new ArrayList<CompletableFuture<RecordMetadata>>();
        for (var message : batch) {
            sent.add(publisher.send(message.event()));
        }
        var confirmed = new ArrayList<Long>();
        var failure = "";
        for (int i = 0; i < batch.size(); i++) {
            try {
                sent.get(i).get(CONFIRM_SECONDS, TimeUnit.SECONDS);
                confirmed.add(batch.get(i).seq());
            } catch (ExecutionException | TimeoutException failed) {
                var cause = failed.getCause() == null ? failed : failed.getCause();
                failure = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
        }
        FaultPoint.pass("gateway.after-send");
        if (!confirmed.isEmpty()) {
            database.client()
                    .sql("delete from outbox where seq in (:seqs)")
                    .param("seqs", confirmed)
                    .update();
        }
        if (failure.isEmpty()) {
            readiness.back("kafka");
            return true;
        }
        readiness.missing("kafka", "messages wait in the outbox: " + failure);
        return false;
    }
}
