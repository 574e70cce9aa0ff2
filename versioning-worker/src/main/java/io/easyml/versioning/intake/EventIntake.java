package io.easyml.versioning.intake;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.schemas.avro.DatasetUploaded;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.versioning.version.WorkList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Reads the events of jobs and datasets; what concerns versions goes to the work list, and the offset is committed. */
@Component
final class EventIntake {

    private final EventEncoding encoding;
    private final WorkList workList;

    EventIntake(EventEncoding encoding, WorkList workList) {
        this.encoding = encoding;
        this.workList = workList;
    }

    @KafkaListener(id = "training-events", idIsGroup = false, topics = "#{@topics.trainingEvents()}")
    void training(ConsumerRecord<byte[], byte[]> raw) {
        var event = ReceivedEvent.of(encoding, raw);
        switch (event.record()) {
            case TrainingSucceeded succeeded -> workList.takeOutcome(event, succeeded.getJobId(), true);
            case TrainingFailed failed -> workList.takeOutcome(event, failed.getJobId(), false);
            case TrainingCancelled cancelled -> workList.takeOutcome(event, cancelled.getJobId(), false);
            default -> {
                // other facts about jobs
            }
        }
    }

    @KafkaListener(id = "dataset-events", idIsGroup = false, topics = "#{@topics.datasetEvents()}")
    void datasets(ConsumerRecord<byte[], byte[]> raw) {
        var event = ReceivedEvent.of(encoding, raw);
        if (event.record() instanceof DatasetUploaded) {
            workList.takeUpload(event);
        }
    }
}
