package io.easyml.training.run;

import io.easyml.trainer.run.RunFile;
import io.easyml.training.announce.Run;
import java.nio.file.Path;

/** What a trainer is told of a run. */
final class RunFiles {

    private RunFiles() {}

    static RunFile of(Run run, Path table, Path output) {
        var order = run.order();
        var dataset = order.getDataset();
        return new RunFile(
                run.runId().toString(),
                run.jobId().toString(),
                run.attempt(),
                run.projectId().toString(),
                order.getModelName(),
                order.getModelType(),
                new RunFile.Dataset(
                        table.toAbsolutePath().toString(),
                        dataset.getDataset(),
                        dataset.getVersion(),
                        dataset.getSha256()),
                order.getTargetColumn(),
                order.getHyperparameters(),
                order.getEvaluation(),
                order.getSeed(),
                output.toAbsolutePath().toString());
    }
}
