package io.easyml.versioning.announce;

import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Something that is so from now on.
 *
 * @param key id of what it is about
 * @param cause id of the event that it follows from: its own id is made of it, so that saying it twice is saying it once
 */
public record Fact(
        String topic,
        UUID key,
        UUID cause,
        UUID projectId,
        @Nullable String sessionId,
        @Nullable String traceparent,
        SpecificRecord record) {}
