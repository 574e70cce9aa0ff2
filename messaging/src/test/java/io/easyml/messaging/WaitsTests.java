package io.easyml.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class WaitsTests {

    private final Readiness readiness = new Readiness();
    private final Waits waits = new Waits(readiness);
    private final MockConsumer<Object, Object> consumer = new MockConsumer<>("earliest");

    @Test
    void aPartIsMissingUntilTheLastPartitionThatWaitedForItGoesOn() {
        var away = new WorldAtFaultException("postgres", "refused", new IllegalStateException());
        waits.waitsFor(record(0), away);
        waits.waitsFor(record(1), away);
        assertThat(readiness.missing()).containsKey("postgres");

        waits.success(record(0), consumer);
        assertThat(readiness.missing()).containsKey("postgres");

        waits.success(record(1), consumer);
        assertThat(readiness.missing()).isEmpty();
    }

    private static ConsumerRecord<Object, Object> record(int partition) {
        return new ConsumerRecord<>("t", partition, 0, new byte[0], new byte[0]);
    }
}
