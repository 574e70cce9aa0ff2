package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.SparseLinearModel;
import org.tribuo.regression.slm.protos.SparseLinearModelProto;

/**
 * Least squares in closed form, which Tribuo does not have: it comes out as Tribuo's {@link SparseLinearModel}, made
 * from its protobuf, the only public way to make one.
 */
final class LeastSquaresTrainer implements Trainer<Regressor> {

    @Config(description = "L2 penalty on the weights, not on the intercept.")
    private double alpha;

    private final FitProgress progress;
    private int invocations;

    LeastSquaresTrainer(double alpha, FitProgress progress) {
        this.alpha = alpha;
        this.progress = progress;
    }

    @Override
    public Model<Regressor> train(Dataset<Regressor> examples, Map<String, Provenance> runProvenance) {
        var trainerProvenance = getProvenance();
        invocations++;
        var features = examples.getFeatureIDMap();
        var equations = new NormalEquations(features.size());
        int seen = 0;
        for (var example : examples) {
            equations.add(
                    SparseVector.createSparseVector(example, features, false),
                    example.getOutput().getValues()[0]);
            if ((++seen & 0xfff) == 0) {
                progress.done(0.9 * seen / examples.size());
            }
        }
        var solution = equations.solve(alpha);
        var weights = new TreeMap<Integer, Double>();
        for (int id = 0; id < features.size(); id++) {
            weights.put(id, solution[id]);
        }
        weights.put(features.size(), solution[features.size()]);
        var provenance = new ModelProvenance(
                SparseLinearModel.class.getName(),
                OffsetDateTime.now(),
                examples.getProvenance(),
                trainerProvenance,
                runProvenance);
        var metadata = new ModelDataCarrier<>(
                        "least-squares",
                        provenance,
                        features,
                        examples.getOutputIDInfo(),
                        false,
                        provenance.getTribuoVersion())
                .serialize();
        var ones = new double[features.size() + 1];
        Arrays.fill(ones, 1);
        var data = SparseLinearModelProto.newBuilder()
                .setMetadata(metadata)
                .addDimensions(TrainingData.DIMENSION)
                .addWeights(SparseVector.createSparseVector(features.size() + 1, weights)
                        .serialize())
                .setFeatureMeans(DenseVector.createDenseVector(new double[features.size() + 1])
                        .serialize())
                .setFeatureNorms(DenseVector.createDenseVector(ones).serialize())
                .setBias(true)
                .addYMean(0)
                .addYNorm(1)
                .build();
        var proto = ModelProto.newBuilder()
                .setVersion(SparseLinearModel.CURRENT_VERSION)
                .setClassName(SparseLinearModel.class.getName())
                .setSerializedData(Any.pack(data))
                .build();
        return Model.deserialize(proto).castModel(Regressor.class);
    }

    @Override
    public int getInvocationCount() {
        return invocations;
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
