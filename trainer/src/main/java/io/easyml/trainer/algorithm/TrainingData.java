package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.DomainDataset;
import io.easyml.trainer.tree.Outputs;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * Everything that a fitting looks at.
 *
 * @param source name, version and hash of the table, for the model's provenance
 * @param features of all rows; only those of {@code split.training()} may decide anything
 */
public record TrainingData(String source, FeatureSpace.Rows features, Target target, Split split, long seed) {

    /** Name of the one dimension of our regressors. */
    static final String DIMENSION = "target";

    /** The classes of the training rows. */
    int[] trainingCodes(Target.Classes classes) {
        return Arrays.stream(split.training()).map(row -> classes.codes()[row]).toArray();
    }

    /** The numbers of the training rows. */
    double[] trainingValues(Target.Values values) {
        return Arrays.stream(split.training())
                .mapToDouble(row -> values.values()[row])
                .toArray();
    }

    /** The training rows as Tribuo holds them. */
    MutableDataset<Label> labelled(Target.Classes classes) {
        return dataset(new LabelFactory(), row -> new Label(classes.labels().get(classes.codes()[row])));
    }

    /** The training rows as Tribuo holds them. */
    MutableDataset<Regressor> valued(Target.Values values) {
        return dataset(new RegressionFactory(), row -> new Regressor(DIMENSION, values.values()[row]));
    }

    /** What Tribuo must know of the training rows, without the rows. */
    Dataset<Label> classDomain(Target.Classes classes, ImmutableFeatureMap map) {
        var counts = new double[classes.labels().size()];
        for (int row : split.training()) {
            counts[classes.codes()[row]]++;
        }
        return new DomainDataset<>(
                source,
                OffsetDateTime.now(),
                split.training().length,
                map,
                Outputs.ofClasses(
                        classes.labels(), Arrays.stream(counts).boxed().toList()),
                new LabelFactory());
    }

    /** What Tribuo must know of the training rows, without the rows. */
    Dataset<Regressor> valueDomain(Target.Values values, ImmutableFeatureMap map) {
        var training = trainingValues(values);
        var statistics = Arrays.stream(training).summaryStatistics();
        double mean = statistics.getAverage();
        double squares = Arrays.stream(training)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        var numbers = List.of((double) training.length, statistics.getMin(), statistics.getMax(), mean, squares);
        return new DomainDataset<>(
                source,
                OffsetDateTime.now(),
                training.length,
                map,
                Outputs.ofValues(DIMENSION, numbers),
                new RegressionFactory());
    }

    private interface OutputOfRow<T extends Output<T>> {
        T of(int row);
    }

    private <T extends Output<T>> MutableDataset<T> dataset(OutputFactory<T> factory, OutputOfRow<T> output) {
        var dataset = new MutableDataset<>(new SimpleDataSourceProvenance(source, factory), factory);
        var examples = new Examples(features);
        for (int row : split.training()) {
            dataset.add(examples.of(row, output.of(row)));
        }
        return dataset;
    }
}
