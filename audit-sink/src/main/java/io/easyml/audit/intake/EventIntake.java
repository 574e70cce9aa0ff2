package io.easyml.audit.intake;

import io.easyml.audit.trail.AuditTrail;
import io.easyml.audit.view.Views;
import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.Readiness;
import io.easyml.messaging.WorldAtFaultException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;

/** Takes batches of all events topics; offsets are committed after the batch is durable. */
@Component
class EventIntake {

    private final AuditTrail trail;
    private final Views views;
    private final Readiness readiness;

    EventIntake(AuditTrail trail, Views views, Readiness readiness) {
        this.trail = trail;
        this.views = views;
        this.readiness = readiness;
    }

    @KafkaListener(
            id = "audit-sink",
            groupId = "${easyml.audit.group:${easyml.messaging.topic-prefix}-audit-sink}",
            topics = "#{@topics.events().toArray(new String[0])}",
            batch = "true")
    void take(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            var stored = trail.store(records);
            FaultPoint.pass("audit-sink.after-insert");
            for (var document : stored) {
                views.apply(document);
                FaultPoint.pass("audit-sink.between-views");
            }
            FaultPoint.pass("audit-sink.before-commit");
            readiness.back("mongodb");
        } catch (WorldAtFaultException away) {
            // named as the first record's failure, the whole batch comes again, without end
            throw new BatchListenerFailedException("the batch was not stored", away, 0);
        }
    }
}
