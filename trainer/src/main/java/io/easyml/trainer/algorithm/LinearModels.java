package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.protos.ClassificationLinearSGDProto;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.util.ExpNormalizer;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.SparseLinearModel;
import org.tribuo.regression.slm.protos.SparseLinearModelProto;

/** Hands weights over as Tribuo's linear models, by their protobuf: the only public way to make one. */
final class LinearModels {

    private LinearModels() {}

    /** Classes with probabilities in proportion to {@code exp(weights · features)}; the intercept is the last weight. */
    static Model<Label> ofClasses(
            String name, Domain<Label> domain, List<String> labels, double[][] weights, ModelProvenance provenance) {
        // a class that the training part does not have is no output of the model
        var byId = new double[domain.outputs().size()][];
        for (int code = 0; code < weights.length; code++) {
            int id = domain.outputs().getID(new Label(labels.get(code)));
            if (id >= 0) {
                byId[id] = domain.renumbered(weights[code]);
            }
        }
        var data = ClassificationLinearSGDProto.newBuilder()
                .setMetadata(domain.carrier(name, provenance, true).serialize())
                .setParams(new LinearParameters(DenseMatrix.createDenseMatrix(byId)).serialize())
                .setNormalizer(new ExpNormalizer().serialize())
                .build();
        return Model.deserialize(ModelProto.newBuilder()
                        .setVersion(LinearSGDModel.CURRENT_VERSION)
                        .setClassName(LinearSGDModel.class.getName())
                        .setSerializedData(Any.pack(data))
                        .build())
                .castModel(Label.class);
    }

    /** {@code weights · features}; the intercept is the last weight. */
    static Model<Regressor> ofValues(
            String name, Domain<Regressor> domain, double[] weights, ModelProvenance provenance) {
        var ones = new double[weights.length];
        Arrays.fill(ones, 1);
        var renumbered = domain.renumbered(weights);
        var byId = new TreeMap<Integer, Double>();
        for (int id = 0; id < renumbered.length; id++) {
            byId.put(id, renumbered[id]);
        }
        var data = SparseLinearModelProto.newBuilder()
                .setMetadata(domain.carrier(name, provenance, false).serialize())
                .addDimensions(TrainingData.DIMENSION)
                .addWeights(
                        SparseVector.createSparseVector(weights.length, byId).serialize())
                .setFeatureMeans(DenseVector.createDenseVector(new double[weights.length])
                        .serialize())
                .setFeatureNorms(DenseVector.createDenseVector(ones).serialize())
                .setBias(true)
                .addYMean(0)
                .addYNorm(1)
                .build();
        return Model.deserialize(ModelProto.newBuilder()
                        .setVersion(SparseLinearModel.CURRENT_VERSION)
                        .setClassName(SparseLinearModel.class.getName())
                        .setSerializedData(Any.pack(data))
                        .build())
                .castModel(Regressor.class);
    }
}
