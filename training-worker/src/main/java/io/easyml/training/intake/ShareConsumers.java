package io.easyml.training.intake;

import org.apache.kafka.clients.consumer.ShareConsumer;

/** Opens consumers of the share group, one for each command. */
@FunctionalInterface
public interface ShareConsumers {

    ShareConsumer<byte[], byte[]> open();
}
