package io.easyml.trainer.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.easyml.schemas.table.TableOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer is asked to do. Paths are local and absolute.
 *
 * @param runId the run: one attempt of one job
 * @param attempt from 1
 * @param modelName name that the versions of the model share
 * @param modelType algorithm, as in the catalogue
 * @param targetColumn column to predict; null for a task that has none
 * @param hyperparameters as given or resolved: defaults are filled in
 * @param evaluation settings of the evaluation, as given or resolved
 * @param validation the table to judge the model on, where that is another one
 * @param seed seed of everything random
 * @param outputFolder where the model folder's files are written; created if it is not there
 * @param table how the table is to be read, where the file does not say it
 */
public record RunFile(
        String runId,
        String jobId,
        int attempt,
        String projectId,
        String modelName,
        String modelType,
        Dataset dataset,
        @Nullable String targetColumn,
        Map<String, Object> hyperparameters,
        Map<String, Object> evaluation,
        @Nullable Dataset validation,
        long seed,
        String outputFolder,
        @Nullable TableOptions table) {

    /** A run whose table speaks for itself. */
    public RunFile(
            String runId,
            String jobId,
            int attempt,
            String projectId,
            String modelName,
            String modelType,
            Dataset dataset,
            @Nullable String targetColumn,
            Map<String, Object> hyperparameters,
            Map<String, Object> evaluation,
            @Nullable Dataset validation,
            long seed,
            String outputFolder) {
        this(
                runId,
                jobId,
                attempt,
                projectId,
                modelName,
                modelType,
                dataset,
                targetColumn,
                hyperparameters,
                evaluation,
                validation,
                seed,
                outputFolder,
                null);
    }

    /** How the table is to be read. */
    @JsonIgnore
    public TableOptions tableOptions() {
        return table == null ? TableOptions.DEFAULTS : table;
    }

    /**
     * The table.
     *
     * @param path the file: CSV, gzipped or not, or Parquet
     * @param name as users know it
     * @param version from 1
     * @param sha256 of the file, in hex
     */
    public record Dataset(String path, String name, int version, String sha256) {}
}
