package io.easyml.versioning.announce;

import io.easyml.messaging.EncodedEvent;
import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.EventOrigin;
import io.easyml.messaging.EventPublisher;
import io.easyml.schemas.event.EventIds;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** Tells everybody. */
@Component
public final class Announcer {

    private static final Duration LIMIT = Duration.ofSeconds(35);
    private static final String ACTOR = "service:versioning-worker";

    private final EventPublisher publisher;
    private final EventEncoding encoding;
    private final InstantSource clock;

    Announcer(EventPublisher publisher, EventEncoding encoding, InstantSource clock) {
        this.publisher = publisher;
        this.encoding = encoding;
        this.clock = clock;
    }

    /**
     * Says a fact and waits until Kafka has it durably.
     *
     * @throws io.easyml.messaging.WorldAtFaultException if Kafka did not confirm it
     */
    public void announce(Fact fact) {
        var id = EventIds.following(fact.cause(), fact.record().getSchema().getName());
        publisher.sendDurably(
                EncodedEvent.of(
                        encoding,
                        fact.topic(),
                        fact.key(),
                        fact.record(),
                        new EventOrigin(ACTOR, fact.projectId(), fact.sessionId(), fact.traceparent()),
                        clock.instant(),
                        id),
                LIMIT);
    }
}
