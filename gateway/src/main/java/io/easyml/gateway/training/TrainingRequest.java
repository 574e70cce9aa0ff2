package io.easyml.gateway.training;

import io.easyml.schemas.table.TableOptions;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * A job as somebody asks for it, from whichever door.
 *
 * @param fileId dataset of the project: {@code data.csv}, or a version of it, {@code data.csv@v2}
 * @param targetColumn the column to predict; not given for clustering and anomaly detection
 * @param modelName that the versions share; {@code {dataset}_{target}} where it is not given, or {@code
 *     {dataset}_{task}} without a target
 * @param seed 42 where it is not given
 * @param limits of the run; the worker's own where they are not given
 * @param priority higher goes first; 0 where it is not given
 * @param table how the table is read, where the file does not say it
 */
public record TrainingRequest(
        @NotNull UUID projectId,
        @NotBlank @Size(max = 140) String fileId,
        @Nullable @Size(min = 1, max = 1000) String targetColumn,
        @NotBlank @Size(max = 100) String modelType,

        @Nullable
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,99}",
                message = "must be 1 to 100 letters, digits, '.', '_', ':' and '-'")
        String sessionId,

        @Nullable
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                message = "must be 1 to 100 letters, digits, '.', '_' and '-'")
        String modelName,

        @Nullable @Size(max = 100) Map<String, @Nullable Object> hyperparameters,
        @Nullable @Size(max = 20) Map<String, @Nullable Object> evaluation,
        @Nullable Long seed,
        @Nullable @jakarta.validation.Valid Limits limits,
        @Nullable @Min(-100) @Max(100) Integer priority,
        @Nullable TableOptions table) {

    /** Limits of a run. */
    public record Limits(
            @Nullable @Range(min = 1, max = 7 * 24 * 3600, message = "must be a whole number from {min} to {max}")
            Long maxRuntimeSeconds,

            @Nullable @Range(min = 128, max = 1 << 20, message = "must be a whole number from {min} to {max} (MiB)")
            Long maxMemoryMb) {}
}
