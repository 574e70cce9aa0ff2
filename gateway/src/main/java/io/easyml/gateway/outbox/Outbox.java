package io.easyml.gateway.outbox;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.event.EventIds;
import io.r2dbc.postgresql.codec.Json;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a message waits for Kafka, in the transaction of the row that it is about. Whoever adds messages about a job
 * locks the job's row first, so that {@code seq} is the order of the facts.
 */
@Component
public final class Outbox {

    private static final String INSERT =
            "insert into outbox (topic, key, headers, payload) values (:topic, :key, :headers, :payload)";

    private final DatabaseClient database;
    private final EventEncoding encoding;
    private final JsonMapper json;
    private final InstantSource clock;
    private final WakeUp wakeUp;

    Outbox(DatabaseClient database, EventEncoding encoding, JsonMapper json, InstantSource clock, WakeUp wakeUp) {
        this.database = database;
        this.encoding = encoding;
        this.json = json;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    /** Adds a message in the transaction that is under way. */
    public Mono<Void> add(String topic, UUID key, SpecificRecord record, EventOrigin origin) {
        return add(topic, key, record, origin, EventIds.next());
    }

    /** Adds a message in the transaction that is under way; {@code eventId} makes a repeat recognisable. */
    public Mono<Void> add(String topic, UUID key, SpecificRecord record, EventOrigin origin, UUID eventId) {
        var event = EncodedEvent.of(encoding, topic, key, record, origin, clock.instant(), eventId);
        return database.sql(INSERT)
                .bind("topic", event.topic())
                .bind("key", event.key())
                .bind("headers", Json.of(json.writeValueAsString(event.headers())))
                .bind("payload", event.payload())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Adds a message in the blocking transaction of {@code client}; {@code eventId} makes a repeat recognisable. */
    public void add(
            JdbcClient client, String topic, UUID key, SpecificRecord record, EventOrigin origin, UUID eventId) {
        var event = EncodedEvent.of(encoding, topic, key, record, origin, clock.instant(), eventId);
        client.sql("insert into outbox (topic, key, headers, payload) values (?, ?, ?::jsonb, ?)")
                .param(event.topic())
                .param(event.key())
                .param(json.writeValueAsString(event.headers()))
                .param(event.payload())
                .update();
    }

    /** Tells the relay that there is something to send; call it after the commit. */
    public void committed() {
        wakeUp.wake();
    }

    /** How many messages wait, up to {@code limit}. */
    public Mono<Long> backlog(int limit) {
        return database.sql("select count(*) from (select 1 from outbox limit " + limit + ") waiting")
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }
}
