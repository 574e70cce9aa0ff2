package io.easyml.trainer;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.schemas.catalogue.EvaluationSettings;
import io.easyml.schemas.catalogue.HyperparameterProblem;
import io.easyml.schemas.catalogue.NearestName;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.ProgressReport.Phase;
import io.easyml.trainer.algorithm.Algorithms;
import io.easyml.trainer.export.ModelFolder;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.RunResult;
import io.easyml.trainer.table.MemoryEstimate;
import io.easyml.trainer.table.Profiling;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Splitting;
import io.easyml.trainer.table.TableCache;
import io.easyml.trainer.table.TrainingFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run, from the table to the model folder. */
final class TrainingRun {

    private final AlgorithmCatalogue catalogue;
    private final EvaluationSettings evaluationSettings = EvaluationSettings.load();
    private final InstantSource clock;
    private final TableCache tables = new TableCache();

    TrainingRun(AlgorithmCatalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** @throws TrainingFailure if the request or the table is at fault */
    RunResult run(RunFile run, ProgressReport progress) throws IOException {
        var description = description(run.modelType());
        var hyperparameters = hyperparameters(description, run.hyperparameters());
        var settings = evaluation(description, run.evaluation());
        var algorithm = new Algorithms().of(description, hyperparameters);
        var durations = new Durations();

        begin(Phase.LOAD, progress, durations);
        var table = tables.read(run, rows -> progress.done(rows / (rows + 100_000.0)));

        begin(Phase.PROFILE, progress, durations);
        var question = Question.of(table, target(run, description), description.task(), reserved(settings));
        MemoryEstimate.check(question);
        var profile = Profiling.of(question);
        var weights = settings.get(EvaluationSettings.SAMPLE_WEIGHT_COLUMN) instanceof String column
                ? Splitting.weights(question, column)
                : null;
        var trial = new Trial(source(run), question, algorithm, weights, run.seed());
        var judgement = new Judgement(run, description.task(), settings, question, trial);

        begin(Phase.FIT, progress, durations);
        var fitted = judgement.fit(progress::done);
        var kept = fitted.kept();

        begin(Phase.EVALUATE, progress, durations);
        var evaluation = judgement.evaluate(fitted);

        begin(Phase.EXPORT, progress, durations);
        var metadata = new Metadata(run, description, clock)
                .of(hyperparameters, settings, question, kept.split(), kept.model(), evaluation);
        profile.write(Path.of(run.outputFolder()));
        var files = ModelFolder.write(Path.of(run.outputFolder()), metadata, kept.model(), evaluation);
        return new RunResult(
                description.task().label(),
                files,
                evaluation.metrics(),
                kept.fit().curves(),
                hyperparameters,
                question.rows().length,
                question.rowsWithoutTarget(),
                question.features().size(),
                question.dropped(),
                durations.end(),
                profile.warnings());
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

    private static @Nullable String target(RunFile run, AlgorithmDescription description) {
        if (!description.task().hasTarget()) {
            return null;
        }
        if (run.targetColumn() == null) {
            throw new TrainingFailure(
                    FailureCode.REQUEST_INVALID,
                    "target_column is missing: " + description.name() + " takes the column to predict.");
        }
        return run.targetColumn();
    }

    /** Columns that say how rows are grouped or weighted, and so are no features. */
    private static Set<String> reserved(Map<String, Object> settings) {
        return Stream.of(EvaluationSettings.GROUP_COLUMN, EvaluationSettings.SAMPLE_WEIGHT_COLUMN)
                .flatMap(name -> settings.get(name) instanceof String column ? Stream.of(column) : Stream.empty())
                .collect(Collectors.toSet());
    }

    private Map<String, Object> evaluation(AlgorithmDescription description, Map<String, Object> given) {
        var problems = evaluationSettings.check(given, description);
        if (!problems.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.EVALUATION_INVALID,
                    String.join(
                            " ",
                            problems.stream()
                                    .map(HyperparameterProblem::message)
                                    .toList()));
        }
        return evaluationSettings.resolve(given, description);
    }

    private static String source(RunFile run) {
        return run.dataset().name() + " v" + run.dataset().version() + " sha256:"
                + run.dataset().sha256();
    }
}
