package io.easyml.trainer;

import io.easyml.schemas.catalogue.EvaluationSettings;
import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.Trial.Tried;
import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.evaluation.Evaluation.Judged;
import io.easyml.trainer.evaluation.PermutationImportance;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Splitting;
import io.easyml.trainer.table.TableReader;
import io.easyml.trainer.table.TrainingFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits the model that is kept and judges it, by one of the methods of {@link EvaluationSettings}. A model that is kept by
 * cross-validation or a validation dataset has seen all rows; one that is kept by hold-out has not seen the test part.
 */
final class Judgement {

    private final RunFile run;
    private final Task task;
    private final Map<String, Object> settings;
    private final Question question;
    private final Trial trial;
    private final boolean stratify;
    private final Splitting splitting;
    private final Evaluation.Judging judging;

    Judgement(RunFile run, Task task, Map<String, Object> settings, Question question, Trial trial) {
        this.run = run;
        this.task = task;
        this.settings = settings;
        this.question = question;
        this.trial = trial;
        this.stratify = Boolean.TRUE.equals(settings.get(EvaluationSettings.STRATIFY));
        this.splitting = new Splitting(question, stratify, run.seed());
        this.judging = new Evaluation.Judging(task.label(), settings, run.seed());
    }

    /** Fits the model that is kept; {@link #evaluate} takes what this gives. */
    Fitted fit(FitProgress progress) {
        if (!task.hasTarget()) {
            return new Fitted(trial.on(new Split(question.rows(), question.rows()), progress), List.of());
        }
        return switch (method()) {
            case EvaluationSettings.CROSS_VALIDATION -> {
                var splits = folds();
                double parts = splits.size() + 1;
                var judged = new ArrayList<FoldJudged>();
                for (int fold = 0; fold < splits.size(); fold++) {
                    double done = fold;
                    var tried = trial.on(settingAside(splits.get(fold)), new Part(progress, done, parts));
                    judged.add(new FoldJudged(tried.split(), trial.judged(tried)));
                }
                var kept = trial.on(settingAside(splitting.everything()), new Part(progress, splits.size(), parts));
                yield new Fitted(kept, judged);
            }
            case EvaluationSettings.VALIDATION_DATASET ->
                new Fitted(trial.on(settingAside(splitting.everything()), progress), List.of());
            default -> new Fitted(trial.on(settingAside(holdOut()), progress), List.of());
        };
    }

    /** One of several fittings that together are the whole. */
    private record Part(FitProgress whole, double before, double parts) implements FitProgress {
        @Override
        public void done(double part) {
            whole.done((before + part) / parts);
        }

        @Override
        public boolean cancelled() {
            return whole.cancelled();
        }
    }

    record FoldJudged(Split split, Judged judged) {}

    record Fitted(Tried kept, List<FoldJudged> folds) {}

    private String method() {
        return String.valueOf(settings.get(EvaluationSettings.METHOD));
    }

    private @Nullable String column(String setting) {
        return settings.get(setting) instanceof String column ? column : null;
    }

    private Split holdOut() {
        double fraction =
                settings.get(EvaluationSettings.TEST_FRACTION) instanceof Number number ? number.doubleValue() : 0.2;
        return heldOut(splitting, fraction);
    }

    private Split heldOut(Splitting splitting, double fraction) {
        var time = column(EvaluationSettings.TIME_COLUMN);
        if (time != null) {
            return splitting.holdOutLast(time, fraction);
        }
        var group = column(EvaluationSettings.GROUP_COLUMN);
        return group == null ? splitting.holdOut(fraction) : splitting.holdOutGroups(group, fraction);
    }

    /**
     * Of the rows to learn from, those by which the algorithm sees when to stop, chosen as the test part is. They decide
     * nothing else: not how a column becomes features, either.
     */
    private Split settingAside(Split split) {
        double fraction = trial.algorithm().validationFraction();
        if (fraction <= 0) {
            return split;
        }
        var group = column(EvaluationSettings.GROUP_COLUMN);
        var learning = new Splitting(question.ofRows(split.training()), stratify, run.seed());
        var aside = group == null || learning.severalGroups(group)
                ? heldOut(learning, fraction)
                : learning.holdOut(fraction);
        return new Split(aside.training(), split.test(), aside.test());
    }

    private List<Split> folds() {
        int folds = settings.get(EvaluationSettings.FOLDS) instanceof Number number ? number.intValue() : 5;
        var group = column(EvaluationSettings.GROUP_COLUMN);
        return group == null ? splitting.folds(folds) : splitting.groupFolds(group, folds);
    }

    /** Judges what was fitted. */
    Evaluation evaluate(Fitted fitted) {
        var kept = fitted.kept();
        if (!task.hasTarget()) {
            var rows = question.rows();
            return Evaluation.withoutTarget(
                    kept.model().predict(kept.rows(), rows), kept.rows().columns(rows), judging);
        }
        if (!fitted.folds().isEmpty()) {
            return ofFolds(fitted).withImportance(new Evaluation.Importance(List.of(), gain(kept)));
        }
        if (method().equals(EvaluationSettings.VALIDATION_DATASET)) {
            return onAnotherTable(kept);
        }
        return judged(kept, trial.judged(kept), kept.rows());
    }

    private Evaluation judged(Tried kept, Judged judged, FeatureSpace.Rows source) {
        int repeats =
                settings.get(EvaluationSettings.PERMUTATION_REPEATS) instanceof Number number ? number.intValue() : 0;
        var permutation = repeats == 0
                ? List.<Evaluation.ColumnImportance>of()
                : PermutationImportance.of(kept.model(), source, judged, repeats, run.seed());
        return Evaluation.of(judged, judging).withImportance(new Evaluation.Importance(permutation, gain(kept)));
    }

    private Evaluation ofFolds(Fitted fitted) {
        var folds = new ArrayList<Evaluation.Fold>();
        for (var fold : fitted.folds()) {
            folds.add(new Evaluation.Fold(
                    folds.size(),
                    fold.split().learnt(),
                    fold.split().test().length,
                    Evaluation.metrics(fold.judged())));
        }
        var together =
                Judged.together(fitted.folds().stream().map(FoldJudged::judged).toList());
        return Evaluation.of(together, judging).ofFolds(folds);
    }

    /** In parts of all, the largest first. */
    private static Map<String, Double> gain(Tried kept) {
        double sum = kept.fit().gain().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        var parts = new LinkedHashMap<String, Double>();
        kept.fit().gain().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(gain -> parts.put(gain.getKey(), sum > 0 ? gain.getValue() / sum : 0));
        return parts;
    }

    private Evaluation onAnotherTable(Tried kept) {
        var validation = run.validation();
        var targetColumn = question.targetColumn();
        if (validation == null || targetColumn == null) {
            throw new TrainingFailure(
                    FailureCode.EVALUATION_INVALID,
                    "`validation_file_id` names a dataset that the trainer was not given.");
        }
        var columns =
                new LinkedHashMap<String, ColumnType>(kept.model().features().columns());
        columns.put(targetColumn.name(), ValidationTarget.type(targetColumn, question.target()));
        var weightColumn = column(EvaluationSettings.SAMPLE_WEIGHT_COLUMN);
        if (weightColumn != null) {
            columns.put(weightColumn, ColumnType.NUMBER);
        }
        var table = TableReader.forPrediction(
                        Path.of(validation.path()), validation.name(), run.tableOptions(), columns.keySet())
                .readAs(columns);
        var truth = ValidationTarget.read(table, targetColumn, question.target());
        var rows = IntStream.range(0, table.rows()).filter(truth::isPresent).toArray();
        if (rows.length == 0) {
            throw new TrainingFailure(
                    FailureCode.TOO_FEW_ROWS,
                    table.file() + " has no row with a value in `" + targetColumn.name()
                            + "`, so there is nothing to judge the model on.");
        }
        var source = kept.model().features().of(table);
        var other = new Question(table, null, truth.target(), rows, List.of(), List.of());
        var weights = weightColumn == null ? null : Splitting.weights(other, weightColumn);
        return judged(kept, new Judged(kept.model().predict(source, rows), truth.target(), rows, weights), source);
    }
}
