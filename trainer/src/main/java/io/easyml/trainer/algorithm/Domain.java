package io.easyml.trainer.algorithm;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.BooleanProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.easyml.trainer.table.Target;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableDataset;
import org.tribuo.MutableFeatureMap;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Tribuo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * What every Tribuo model knows: its features, its outputs and where it comes from. A fitting loop of our own needs this
 * of Tribuo and no dataset, which would take longer to make than many a model.
 *
 * @param ids Tribuo's number of each feature, by our index
 */
record Domain<T extends Output<T>>(
        ImmutableFeatureMap features, ImmutableOutputInfo<T> outputs, DatasetProvenance origin, int[] ids) {

    static Domain<Label> of(TrainingData data, Target.Classes classes) {
        var factory = new LabelFactory();
        var info = factory.generateInfo();
        for (int code : data.trainingCodes(classes)) {
            info.observe(new Label(classes.labels().get(code)));
        }
        return of(data, factory, info.generateImmutableOutputInfo());
    }

    static Domain<Regressor> of(TrainingData data, Target.Values values) {
        var factory = new RegressionFactory();
        var info = factory.generateInfo();
        for (double value : data.trainingValues(values)) {
            info.observe(new Regressor(TrainingData.DIMENSION, value));
        }
        return of(data, factory, info.generateImmutableOutputInfo());
    }

    static Domain<ClusterID> ofClusters(TrainingData data, int[] clusters) {
        var factory = new ClusteringFactory();
        var info = factory.generateInfo();
        Arrays.stream(clusters).mapToObj(ClusterID::new).forEach(info::observe);
        return of(data, factory, info.generateImmutableOutputInfo());
    }

    private static <T extends Output<T>> Domain<T> of(
            TrainingData data, OutputFactory<T> factory, ImmutableOutputInfo<T> outputs) {
        var map = new MutableFeatureMap();
        var names = data.features().space().names();
        names.forEach(name -> map.add(name, 1));
        var features = new ImmutableFeatureMap(map);
        var source = new SimpleDataSourceProvenance(data.source(), factory);
        var provenance = new HashMap<String, Provenance>();
        new DatasetProvenance(
                        source,
                        new com.oracle.labs.mlrg.olcut.provenance.ListProvenance<>(),
                        new MutableDataset<>(source, factory))
                .forEach(part -> provenance.put(part.getA(), part.getB()));
        count(provenance, "num-examples", data.split().training().length);
        count(provenance, "num-features", names.size());
        count(provenance, "num-outputs", outputs.size());
        return new Domain<>(
                features,
                outputs,
                new DatasetProvenance(provenance),
                names.stream().mapToInt(features::getID).toArray());
    }

    private static void count(Map<String, Provenance> provenance, String name, int value) {
        provenance.put(name, new IntProvenance(name, value));
    }

    /** What a model of this class, fitted by this algorithm, says of itself. */
    ModelProvenance provenance(Class<?> model, Algorithm algorithm, Hyperparameters hyperparameters, long seed) {
        var trainer = new LinkedHashMap<String, Provenance>();
        hyperparameters.values().forEach((name, value) -> trainer.put(name, primitive(name, value)));
        trainer.put("seed", new LongProvenance("seed", seed));
        trainer.put("class-name", text("class-name", algorithm.getClass().getName()));
        trainer.put("host-short-name", text("host-short-name", "Trainer"));
        trainer.put("is-sequence", new BooleanProvenance("is-sequence", false));
        count(trainer, "train-invocation-count", 0);
        trainer.put("tribuo-version", text("tribuo-version", Tribuo.VERSION));
        return new ModelProvenance(
                model.getName(), OffsetDateTime.now(), origin, new TrainerProvenanceImpl(trainer), Map.of());
    }

    private static StringProvenance text(String name, String value) {
        return new StringProvenance(name, value);
    }

    private static Provenance primitive(String name, Object value) {
        return switch (value) {
            case Long whole -> new LongProvenance(name, whole);
            case Double number -> new DoubleProvenance(name, number);
            case Boolean truth -> new BooleanProvenance(name, truth);
            default -> text(name, value.toString());
        };
    }

    ModelDataCarrier<T> carrier(String name, ModelProvenance provenance, boolean probabilities) {
        return new ModelDataCarrier<>(
                name, provenance, features, outputs, probabilities, provenance.getTribuoVersion());
    }

    /** An array by our index as one by Tribuo's numbers. */
    double[] renumbered(double[] byIndex) {
        var byId = new double[byIndex.length];
        for (int index = 0; index < ids.length; index++) {
            byId[ids[index]] = byIndex[index];
        }
        // what stands behind the features, such as an intercept, stays there
        System.arraycopy(byIndex, ids.length, byId, ids.length, byIndex.length - ids.length);
        return byId;
    }
}
