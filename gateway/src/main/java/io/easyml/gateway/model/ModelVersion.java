package io.easyml.gateway.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A version of a model as the API shows it. */
record ModelVersion(
        String modelName,
        int version,
        UUID jobId,
        String modelType,
        String task,
        @Nullable String targetColumn,
        String fileId,
        JsonNode metrics,
        JsonNode files,
        long sizeBytes,
        String gitTag,
        String gitCommit,
        String dvcMd5,
        String dvcPath,
        @Nullable String mlflowRunId,
        @Nullable String mlflowModel,
        @Nullable String mlflowVersion,
        Instant createdAt) {

    /** A model, by its newest version. */
    record Model(String modelName, int versions, ModelVersion newest) {}
}
