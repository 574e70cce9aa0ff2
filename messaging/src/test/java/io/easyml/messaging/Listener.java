package io.easyml.messaging;

import io.easyml.schemas.avro.TrainingStarted;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.kafka.annotation.KafkaListener;

/** A small service as all of ours are: a listener of the training events that does what a test tells it. */
@SpringBootApplication
class Listener {

    final List<Integer> handled = new CopyOnWriteArrayList<>();
    final AtomicInteger tries = new AtomicInteger();
    volatile Consumer<TrainingStarted> does = started -> {};
    private final EventEncoding encoding;

    Listener(EventEncoding encoding) {
        this.encoding = encoding;
    }

    @KafkaListener(id = "listener", topics = "#{@topics.trainingEvents()}")
    void listen(ConsumerRecord<byte[], byte[]> raw) {
        tries.incrementAndGet();
        var started = (TrainingStarted) ReceivedEvent.of(encoding, raw).record();
        does.accept(started);
        handled.add(started.getAttempt());
    }
}
