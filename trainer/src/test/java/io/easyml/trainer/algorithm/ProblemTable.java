package io.easyml.trainer.algorithm;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.KnownProblems.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A known problem as algorithms take it, to be fitted to its first rows. */
record ProblemTable(Sample sample, int trainingRows) {

    private static final AlgorithmCatalogue CATALOGUE = AlgorithmCatalogue.load();

    Target target() {
        return sample.classes() == 0
                ? new Target.Values(sample.y())
                : new Target.Classes(sample.codes(), sample.labels());
    }

    int[] testRows() {
        return IntStream.range(trainingRows, sample.rows()).toArray();
    }

    /** What the algorithm makes of the first rows, with the features by which to ask its model. */
    Fitted fit(String name, Map<String, Object> hyperparameters) {
        var description = CATALOGUE.find(name).orElseThrow();
        var algorithm = new Algorithms().of(description, description.resolve(hyperparameters));
        var names = sample.names();
        var columns = IntStream.range(0, names.size())
                .<Column>mapToObj(i -> new Column.Numbers(names.get(i), ColumnType.NUMBER, sample.x()[i]))
                .toList();
        var table = new Table("problem.csv", sample.rows(), columns);
        var rows = IntStream.range(0, trainingRows).toArray();
        var question = new Question(table, null, target(), rows, columns, List.of());
        var features = FeatureSpace.fit(question, rows, algorithm.encoding()).of(table);
        var fit = algorithm.fit(
                new TrainingData("problem", features, target(), new Split(rows, testRows()), 42), part -> {});
        return new Fitted(fit, new FittedModel(fit.model(), features.space(), sample.labels()), features);
    }

    record Fitted(Fit fit, FittedModel model, FeatureSpace.Rows features) {}
}
