package io.easyml.gateway.project;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A project as the API shows it.
 *
 * @param experimentName of its runs in MLflow
 * @param role of the caller in it
 */
public record Project(
        UUID id,
        String name,
        @Nullable String description,
        UUID ownerId,
        String experimentName,
        String role,
        Instant createdAt) {}
