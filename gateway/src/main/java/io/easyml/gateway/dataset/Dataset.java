package io.easyml.gateway.dataset;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a dataset as the API shows it.
 *
 * @param fileId how a job names it: the newest version by {@code data.csv}, this one by {@code data.csv@v2}
 * @param state {@code stored}, and {@code registered} once it is under DVC
 */
public record Dataset(
        UUID id,
        String fileId,
        String dataset,
        int version,
        String sha256,
        long sizeBytes,
        List<String> columns,
        String state,
        @Nullable String gitTag,
        Instant createdAt) {

    Dataset with(List<String> others) {
        return new Dataset(id, fileId, dataset, version, sha256, sizeBytes, others, state, gitTag, createdAt);
    }
}
