package io.easyml.trainer.run;

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
        String outputFolder) {

    /**
     * The table.
     *
     * @param path the file
     * @param name as users know it
     * @param version from 1
     * @param sha256 of the file, in hex
     */
    public record Dataset(String path, String name, int version, String sha256) {}
}
