package io.easyml.trainer;

import io.easyml.trainer.algorithm.Algorithm;
import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import io.easyml.trainer.algorithm.Fit;
import io.easyml.trainer.algorithm.FittedModel;
import io.easyml.trainer.algorithm.TrainingData;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question and an algorithm, to be tried on one split after another. */
record Trial(String source, Question question, Algorithm algorithm, double @Nullable [] weights, long seed) {

    /** What a split came to. {@code rows} are the features of the whole table, by rules of the training part. */
    record Tried(Fit fit, FittedModel model, FeatureSpace.Rows rows, Split split) {}

    Tried on(Split split, FitProgress progress) {
        var features = FeatureSpace.fit(question, split.training(), algorithm.encoding());
        var rows = features.of(question.table());
        var data = new TrainingData(source, rows, question.target(), split, weights, seed);
        var fit = algorithm.fit(data, progress);
        return new Tried(fit, new FittedModel(fit.model(), features, labels()), rows, split);
    }

    /** What the model says of the rows that it did not see. */
    Evaluation.Judged judged(Tried tried) {
        var test = tried.split().test();
        return new Evaluation.Judged(tried.model().predict(tried.rows(), test), question.target(), test, weights);
    }

    private List<String> labels() {
        return switch (question.target()) {
            case Target.Classes classes -> classes.labels();
            case Target.Values values -> List.of();
            case Target.None none -> List.of();
        };
    }
}
