package io.easyml.trainer.tree;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.MutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Trees as Tribuo sees them. */
sealed interface TribuoView permits TribuoForest, TribuoBoosting {

    /** Name of the one dimension of our regressors. */
    String DIMENSION = "target";

    /** What Tribuo calls such a model. */
    String name();

    Model<?> model();

    ImmutableFeatureMap featureMap();

    TrainedOn trainedOn();

    /** What the model will say of where it comes from, without making it. */
    ModelProvenance provenance(Dataset<?> dataset);

    /**
     * What is known of the training rows.
     *
     * @param statistics as {@link TargetStatistics} gives them
     */
    record TrainedOn(String source, Instant grownAt, int rows, List<String> labels, List<Double> statistics) {}

    default Dataset<Label> classes() {
        return dataset(Outputs.ofClasses(trainedOn().labels(), trainedOn().statistics()), new LabelFactory());
    }

    default Dataset<Regressor> values() {
        return dataset(Outputs.ofValues(DIMENSION, trainedOn().statistics()), new RegressionFactory());
    }

    private <T extends Output<T>> Dataset<T> dataset(MutableOutputInfo<T> outputs, OutputFactory<T> factory) {
        var on = trainedOn();
        return new DomainDataset<>(
                on.source(), on.grownAt().atOffset(ZoneOffset.UTC), on.rows(), featureMap(), outputs, factory);
    }
}
