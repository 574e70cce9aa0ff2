package io.easyml.gateway.training;

import io.easyml.gateway.BlockingDatabase;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.schemas.topic.Topics;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Reads the training events, in order, and moves the rows by them: the only one that sets a state after queued. */
@Component
class JobProjector {

    private final BlockingDatabase database;
    private final JobTransition transition;
    private final EventEncoding encoding;
    private final Outbox outbox;
    private final JobNews news;

    JobProjector(
            BlockingDatabase database, JobTransition transition, EventEncoding encoding, Outbox outbox, JobNews news) {
        this.database = database;
        this.transition = transition;
        this.encoding = encoding;
        this.outbox = outbox;
        this.news = news;
    }

    /** The consumer group that all gateways' projectors share. */
    static String group(Topics topics) {
        return topics.prefix() + "-gateway-projector";
    }

    @KafkaListener(
            id = "job-projector",
            groupId = "${easyml.messaging.topic-prefix}-gateway-projector",
            topics = "#{@topics.trainingEvents()}",
            concurrency = "2")
    void project(ConsumerRecord<byte[], byte[]> raw) {
        var event = ReceivedEvent.of(encoding, raw);
        try {
            var applied = database.inTransaction(client -> {
                var changed = transition.apply(client, event);
                FaultPoint.pass("gateway.projector-before-commit");
                return changed;
            });
            FaultPoint.pass("gateway.projector-after-commit");
            if (applied) {
                outbox.committed();
                news.tell(UUID.fromString(event.key()));
            }
        } catch (CannotCreateTransactionException
                | TransactionSystemException
                | TransientDataAccessException
                | RecoverableDataAccessException
                | NonTransientDataAccessResourceException away) {
            throw new WorldAtFaultException("postgres", "cannot be used", away);
        }
    }
}
