package io.easyml.trainer;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.schemas.catalogue.HyperparameterProblem;
import io.easyml.schemas.catalogue.NearestName;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.ProgressReport.Phase;
import io.easyml.trainer.algorithm.Algorithms;
import io.easyml.trainer.algorithm.FittedModel;
import io.easyml.trainer.algorithm.TrainingData;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.export.ModelFolder;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.RunResult;
import io.easyml.trainer.table.CsvFile;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.table.TrainingFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** One run, from the table to the model folder. */
final class TrainingRun {

    private final AlgorithmCatalogue catalogue;
    private final InstantSource clock;

    TrainingRun(AlgorithmCatalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** @throws TrainingFailure if the request or the table is at fault */
    RunResult run(RunFile run, ProgressReport progress) throws IOException {
        var description = description(run.modelType());
        var hyperparameters = hyperparameters(description, run.hyperparameters());
        double testFraction = testFraction(run.evaluation());
        var algorithm = new Algorithms().of(description, hyperparameters);
        var durations = new Durations();

        begin(Phase.LOAD, progress, durations);
        var file = CsvFile.open(Path.of(run.dataset().path()), run.dataset().name());
        var table = file.read(rows -> progress.done(rows / (rows + 100_000.0)));

        begin(Phase.PROFILE, progress, durations);
        var question = Question.of(table, run.targetColumn(), description.task());
        var split = Split.of(question, testFraction, run.seed());
        var features = FeatureSpace.fit(question, split.training(), algorithm.encoding());
        var rows = features.of(table);

        begin(Phase.FIT, progress, durations);
        var data = new TrainingData(source(run), rows, question.target(), split, run.seed());
        var fit = algorithm.fit(data, progress::done);
        var model = new FittedModel(fit.model(), features, labels(question.target()));

        begin(Phase.EVALUATE, progress, durations);
        var evaluation = Evaluation.of(model.predict(rows, split.test()), question.target(), split.test());

        begin(Phase.EXPORT, progress, durations);
        var metadata = new Metadata(run, description, clock)
                .of(hyperparameters, Map.of("test_fraction", testFraction), question, split, model, evaluation);
        var files = ModelFolder.write(Path.of(run.outputFolder()), metadata, model, evaluation);
        return new RunResult(
                description.task().label(),
                files,
                evaluation.metrics(),
                fit.curves(),
                hyperparameters,
                question.rows().length,
                question.rowsWithoutTarget(),
                question.features().size(),
                question.dropped(),
                durations.end());
    }

    private static void begin(Phase phase, ProgressReport progress, Durations durations) {
        durations.begin(phase.label);
        progress.begin(phase);
    }

    private AlgorithmDescription description(String modelType) {
        return catalogue
                .find(modelType)
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.MODEL_TYPE_UNKNOWN,
                        "`" + modelType + "` is not a model type"
                                + NearestName.question(
                                        catalogue.all().stream()
                                                .map(AlgorithmDescription::name)
                                                .toList(),
                                        modelType)));
    }

    private static Map<String, Object> hyperparameters(AlgorithmDescription description, Map<String, Object> given) {
        var problems = description.check(given);
        if (!problems.isEmpty()) {
            throw new TrainingFailure(
                    problems.getFirst().code(),
                    String.join(
                            " ",
                            problems.stream()
                                    .map(HyperparameterProblem::message)
                                    .toList()));
        }
        return description.resolve(given);
    }

    private static double testFraction(Map<String, Object> evaluation) {
        var value = evaluation.getOrDefault("test_fraction", 0.2);
        if (value instanceof Number number && number.doubleValue() > 0 && number.doubleValue() < 1) {
            return number.doubleValue();
        }
        throw new TrainingFailure(
                FailureCode.EVALUATION_INVALID,
                "`test_fraction` must be a number above 0 and below 1, but is " + value + ".");
    }

    private static String source(RunFile run) {
        return run.dataset().name() + " v" + run.dataset().version() + " sha256:"
                + run.dataset().sha256();
    }

    private static List<String> labels(Target target) {
        return switch (target) {
            case Target.Classes classes -> classes.labels();
            case Target.Values values -> List.of();
        };
    }
}
