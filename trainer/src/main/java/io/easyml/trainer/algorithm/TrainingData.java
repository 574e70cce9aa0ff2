package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Target;
import io.easyml.trainer.tree.TreeData;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * Everything that a fitting looks at.
 *
 * @param source name, version and hash of the table, for the model's provenance
 * @param features of all rows; only those of {@code split.training()} may decide anything
 * @param weights of all rows, above 0; null where all count the same
 */
public record TrainingData(
        String source, FeatureSpace.Rows features, Target target, Split split, double @Nullable [] weights, long seed) {

    public TrainingData(String source, FeatureSpace.Rows features, Target target, Split split, long seed) {
        this(source, features, target, split, null, seed);
    }

    /** How much a row counts. */
    public double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    /** Name of the one dimension of our regressors. */
    static final String DIMENSION = "target";

    /** For an algorithm that was given a question without a target, which the catalogue rules out. */
    static IllegalArgumentException targetMissing() {
        return new IllegalArgumentException("the algorithm takes a target, but there is none");
    }

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

    /** The classes to predict, for an algorithm that predicts classes alone. */
    Target.Classes classes() {
        if (target instanceof Target.Classes classes) {
            return classes;
        }
        throw new IllegalArgumentException("the algorithm predicts classes");
    }

    /** The numbers to predict, for an algorithm that predicts numbers alone. */
    Target.Values values() {
        if (target instanceof Target.Values values) {
            return values;
        }
        throw new IllegalArgumentException("the algorithm predicts numbers");
    }

    /** How much each training row counts. */
    double[] trainingWeights() {
        return Arrays.stream(split.training()).mapToDouble(this::weight).toArray();
    }

    /** The same rows, those of a class counting as much as {@code class_weight} says. */
    TrainingData withClassWeights(Target.Classes classes, Hyperparameters hyperparameters) {
        var factors = ClassWeights.of(this, classes, hyperparameters);
        if (factors == null) {
            return this;
        }
        var product = new double[classes.codes().length];
        Arrays.setAll(product, row -> classes.codes()[row] < 0 ? 0 : weight(row) * factors[classes.codes()[row]]);
        return new TrainingData(source, features, target, split, product, seed);
    }

    /** The same for any target; numbers have no class weights. */
    TrainingData withClassWeights(Hyperparameters hyperparameters) {
        return target instanceof Target.Classes classes ? withClassWeights(classes, hyperparameters) : this;
    }

    /** The weight of each class's training rows together. */
    double[] classWeights(Target.Classes classes) {
        var sums = new double[classes.labels().size()];
        for (int row : split.training()) {
            sums[classes.codes()[row]] += weight(row);
        }
        return sums;
    }

    /** Some rows as trees are grown on them, or judged. */
    TreeData treeData(int[] rows) {
        TreeData.Columns columns = feature -> features.column(feature, rows);
        var names = features.space().names();
        var its = weights == null
                ? null
                : Arrays.stream(rows).mapToDouble(this::weight).toArray();
        return switch (target) {
            case Target.None none -> throw targetMissing();
            case Target.Classes classes -> {
                var codes = Arrays.stream(rows).map(row -> classes.codes()[row]).toArray();
                yield new TreeData(names, rows.length, columns, classes.labels(), codes, null, its);
            }
            case Target.Values values -> {
                var numbers = Arrays.stream(rows)
                        .mapToDouble(row -> values.values()[row])
                        .toArray();
                yield new TreeData(names, rows.length, columns, List.of(), null, numbers, its);
            }
        };
    }

    /** The training rows as Tribuo holds them, to be sorted into clusters. */
    MutableDataset<ClusterID> unassigned() {
        return dataset(new ClusteringFactory(), row -> ClusteringFactory.UNASSIGNED_CLUSTER_ID);
    }

    /** The training rows as Tribuo holds them, as what is to be expected. */
    MutableDataset<Event> expected() {
        return dataset(new AnomalyFactory(), row -> AnomalyFactory.EXPECTED_EVENT);
    }

    /** The training rows as Tribuo holds them. */
    MutableDataset<Label> labelled(Target.Classes classes) {
        return dataset(new LabelFactory(), row -> new Label(classes.labels().get(classes.codes()[row])));
    }

    /** The training rows as Tribuo holds them. */
    MutableDataset<Regressor> valued(Target.Values values) {
        return dataset(new RegressionFactory(), row -> new Regressor(DIMENSION, values.values()[row]));
    }

    private interface OutputOfRow<T extends Output<T>> {
        T of(int row);
    }

    private <T extends Output<T>> MutableDataset<T> dataset(OutputFactory<T> factory, OutputOfRow<T> output) {
        var dataset = new MutableDataset<>(new SimpleDataSourceProvenance(source, factory), factory);
        var examples = new Examples(features);
        for (int row : split.training()) {
            var example = examples.of(row, output.of(row));
            example.setWeight((float) weight(row));
            dataset.add(example);
        }
        return dataset;
    }
}
