package io.easyml.trainer.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunResult.DroppedColumn;
import io.easyml.trainer.table.FeatureRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything needed to use a model and to make it again: {@code metadata.json}.
 *
 * @param formatVersion of this document, 1
 * @param createdAt ISO 8601, UTC
 * @param target null for a task that has none
 * @param labels the classes, in the order of the probabilities; empty for a regression
 * @param features how the columns become features, learnt from the training part
 * @param featureNames names of the features, as the model knows them
 * @param table how the table was read, absent in older folders
 */
public record ModelMetadata(
        int formatVersion,
        String modelName,
        String modelType,
        String task,
        String createdAt,
        Run run,
        Dataset dataset,
        @Nullable Target target,
        List<String> labels,
        List<FeatureRule> features,
        List<String> featureNames,
        List<DroppedColumn> droppedColumns,
        Rows rows,
        Map<String, Object> hyperparameters,
        Map<String, Object> evaluation,
        long seed,
        Map<String, Double> metrics,
        Provenance tribuoProvenance,
        Map<String, String> versions,
        @Nullable TableOptions table) {

    /** How the training table was read, and how a table to predict is read. */
    @JsonIgnore
    public TableOptions tableOptions() {
        return table == null ? TableOptions.DEFAULTS : table;
    }

    /** Where the model comes from. */
    public record Run(String runId, String jobId, int attempt, String projectId) {}

    /** The table, by name, version and SHA-256. */
    public record Dataset(String name, int version, String sha256) {}

    /** The predicted column. {@code type} is number, category or boolean. */
    public record Target(String column, String type) {}

    /** How many rows the table has and what became of them. */
    public record Rows(int training, int test, int withoutTarget) {}

    /** What Tribuo says of the model. */
    public record Provenance(String modelClass, String trainingTime, String trainer, String dataset, String os) {}
}
