package io.easyml.standalone.command;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.ReceivedEvent;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.topic.Topics;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "events", mixinStandardHelpOptions = true, description = "Prints the event log, oldest first.")
final class EventsCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final int WIDTH = 160;

    @Mixin
    private Place place = new Place();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new events until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text, or json with one event a line.")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() {
        var servers = Objects.requireNonNull(place.running().get("KAFKA_BOOTSTRAP_SERVERS"));
        var encoding = new EventEncoding();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", servers, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var past = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(Duration.ofMillis(200)).forEach(past::add);
            }
            past.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
            past.forEach(record -> print(encoding, record));
            while (follow) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> print(encoding, record));
                System.out.flush();
            }
        }
        return 0;
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return new Topics(Topics.DEFAULT_PREFIX)
                .events().stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
    }

    private void print(EventEncoding encoding, ConsumerRecord<byte[], byte[]> raw) {
        try {
            var event = ReceivedEvent.of(encoding, raw);
            var payload = event.record().toString();
            switch (output) {
                case JSON ->
                    System.out.println("{\"time\":\"" + event.time() + "\",\"type\":\"" + event.type()
                            + "\",\"key\":\"" + event.key() + "\",\"topic\":\"" + event.topic() + "\",\"partition\":"
                            + event.partition() + ",\"offset\":" + event.offset() + ",\"payload\":" + payload + "}");
                case TEXT ->
                    System.out.printf(
                            "%s  %-24s %s  %s%n",
                            TIME.format(event.time()),
                            event.type(),
                            event.key(),
                            payload.length() > WIDTH ? payload.substring(0, WIDTH) + "..." : payload);
            }
        } catch (RecordAtFaultException unreadable) {
            System.out.println(
                    raw.topic() + " " + raw.partition() + "@" + raw.offset() + " " + unreadable.getMessage());
        }
    }
}
