package io.easyml.training.intake;

import io.easyml.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** Consumers that take one record at a time and say themselves what becomes of it. */
@Component
final class KafkaShareConsumers implements ShareConsumers {

    private final Map<String, Object> settings;

    KafkaShareConsumers(KafkaProperties kafka) {
        // what all clients share (addresses, security), and nothing of classic consumers
        settings = new HashMap<>(kafka.buildAdminProperties());
        settings.put("group.id", Topics.TRAINING_WORKERS);
        settings.put("share.acknowledgement.mode", "explicit");
        settings.put("share.acquire.mode", "record_limit");
        settings.put("max.poll.records", 1);
    }

    @Override
    public ShareConsumer<byte[], byte[]> open() {
        return new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
