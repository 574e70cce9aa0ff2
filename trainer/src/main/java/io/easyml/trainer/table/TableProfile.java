package io.easyml.trainer.table;

import io.easyml.trainer.run.RunResult.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a table is like: {@code profile.json} in the model folder, described by {@code profile.schema.json}.
 *
 * @param formatVersion of this document, 1
 * @param rows rows taken in
 * @param skippedRows rows that could not be read
 * @param duplicateRows rows that are the same as an earlier one, among the {@code sampledRows}
 * @param sampledRows of how many rows, evenly spread, all is told that is not a count, a mean or an extreme
 */
public record TableProfile(
        int formatVersion,
        String file,
        long rows,
        long skippedRows,
        List<String> firstSkipped,
        long duplicateRows,
        long sampledRows,
        List<ColumnProfile> columns,
        List<Warning> warnings) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /**
     * A column.
     *
     * @param role {@code target}, {@code feature} or {@code left_out}, then with the reason
     * @param distinct different values among the sampled rows
     * @param numbers of numbers, booleans and moments (seconds since 1970)
     * @param topValues of categories and texts, the most frequent first
     * @param target how much the column says of the target, if there is one
     */
    public record ColumnProfile(
            String name,
            String type,
            String role,
            @Nullable String reason,
            long missing,
            @Nullable Long distinct,
            @Nullable Numbers numbers,
            List<TopValue> topValues,
            @Nullable Association target) {}

    /**
     * @param quantiles by share, for example {@code 0.25}
     * @param histogram counts of sampled rows between neighbouring {@code edges}
     */
    public record Numbers(
            double minimum,
            double maximum,
            double mean,
            double standardDeviation,
            Map<String, Double> quantiles,
            List<Double> edges,
            List<Long> histogram) {}

    /** A value with its number of rows. */
    public record TopValue(String value, long count) {}

    /**
     * @param measure {@code pearson} (−1 to 1), {@code correlation_ratio} or {@code cramers_v} (0 to 1)
     */
    public record Association(String measure, double value) {}

    /** Writes {@code profile.json}. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("profile.json"),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }
}
