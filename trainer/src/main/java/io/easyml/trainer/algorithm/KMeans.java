package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.TrainingFailure;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.kmeans.KMeansModel;
import org.tribuo.clustering.kmeans.protos.KMeansModelProto;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.la.DenseVector;
import org.tribuo.protos.core.ModelProto;

/** k-means: the best of several starts of {@link Lloyd}, handed over as Tribuo's model by its protobuf. */
record KMeans(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        var rows = SparseRows.of(data.features(), data.split().training());
        int clusters = hyperparameters.whole("n_clusters");
        if (clusters > rows.size()) {
            throw new TrainingFailure(
                    FailureCode.HYPERPARAMETER_OUT_OF_RANGE,
                    "`n_clusters` is " + clusters + ", but the table has only " + rows.size()
                            + " rows. Ask for fewer clusters.");
        }
        int starts = hyperparameters.whole("n_init");
        var seeds = new SplittableRandom(data.seed());
        Lloyd best = null;
        for (int start = 0; start < starts; start++) {
            var lloyd = new Lloyd(rows, clusters, seeds.split());
            lloyd.run(hyperparameters.whole("max_iter"), hyperparameters.number("tol"));
            best = best == null || lloyd.inertia() < best.inertia() ? lloyd : best;
            progress.done((start + 1.0) / starts);
        }
        if (best == null) {
            throw new IllegalArgumentException("n_init is at least 1");
        }
        var domain = Domain.ofClusters(data, IntStream.range(0, clusters).toArray());
        var provenance = domain.provenance(KMeansModel.class, this, hyperparameters, data.seed());
        var message = KMeansModelProto.newBuilder()
                .setMetadata(domain.carrier("k-means", provenance, false).serialize())
                .setDistance(new L2Distance().serialize());
        for (var centre : best.centres()) {
            message.addCentroidVectors(
                    DenseVector.createDenseVector(domain.renumbered(centre)).serialize());
        }
        var model = Model.deserialize(ModelProto.newBuilder()
                .setVersion(KMeansModel.CURRENT_VERSION)
                .setClassName(KMeansModel.class.getName())
                .setSerializedData(Any.pack(message.build()))
                .build());
        return new Fit(model.castModel(ClusterID.class), List.of());
    }
}
