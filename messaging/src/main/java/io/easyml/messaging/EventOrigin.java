package io.easyml.messaging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who says something, and where it belongs.
 *
 * @param actor {@code user:{id}} or {@code service:{name}}
 */
public record EventOrigin(
        String actor,
        @Nullable UUID projectId,
        @Nullable String sessionId,
        @Nullable String traceparent) {

    public static EventOrigin user(UUID userId, @Nullable UUID projectId, @Nullable String sessionId) {
        return new EventOrigin("user:" + userId, projectId, sessionId, null);
    }

    public static EventOrigin service(String name, @Nullable UUID projectId, @Nullable String sessionId) {
        return new EventOrigin("service:" + name, projectId, sessionId, null);
    }
}
