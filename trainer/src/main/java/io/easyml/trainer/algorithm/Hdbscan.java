package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import java.util.List;
import org.tribuo.clustering.hdbscan.HdbscanTrainer;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;

/** Density-based clusters (Campello, Moulavi and Sander 2013) by Tribuo. */
record Hdbscan(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        int rows = data.split().training().length;
        var trainer = new HdbscanTrainer(
                hyperparameters.whole("min_cluster_size"),
                new L2Distance(),
                Math.min(hyperparameters.whole("min_samples"), rows - 1),
                Runtime.getRuntime().availableProcessors(),
                NeighboursQueryFactoryType.BRUTE_FORCE);
        return new Fit(trainer.train(data.unassigned()), List.of());
    }
}
