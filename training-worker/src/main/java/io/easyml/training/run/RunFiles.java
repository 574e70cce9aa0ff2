package io.easyml.training.run;

import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.TableReading;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunFile;
import io.easyml.training.announce.Run;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a trainer is told of a run. */
final class RunFiles {

    private RunFiles() {}

    /** @param validation the table to judge the model on, null if it is judged on rows of its own */
    static RunFile of(Run run, Path table, @Nullable Path validation, Path output) {
        var order = run.order();
        var judgedOn = order.getValidationDataset();
        return new RunFile(
                run.runId().toString(),
                run.jobId().toString(),
                run.attempt(),
                run.projectId().toString(),
                order.getModelName(),
                order.getModelType(),
                dataset(order.getDataset(), table),
                order.getTargetColumn().isEmpty() ? null : order.getTargetColumn(),
                order.getHyperparameters(),
                order.getEvaluation(),
                judgedOn == null || validation == null ? null : dataset(judgedOn, validation),
                order.getSeed(),
                output.toAbsolutePath().toString(),
                tableOptions(order.getTable()));
    }

    private static @Nullable TableOptions tableOptions(@Nullable TableReading table) {
        return table == null
                ? null
                : new TableOptions(
                        table.getDelimiter(),
                        table.getEncoding(),
                        table.getMissingValues(),
                        table.getColumnTypes(),
                        table.getIgnoreColumns(),
                        table.getMaxBadRows(),
                        table.getMaxRows());
    }

    private static RunFile.Dataset dataset(DatasetRef pinned, Path file) {
        return new RunFile.Dataset(
                file.toAbsolutePath().toString(), pinned.getDataset(), pinned.getVersion(), pinned.getSha256());
    }
}
