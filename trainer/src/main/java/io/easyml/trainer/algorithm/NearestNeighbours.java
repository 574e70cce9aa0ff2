package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import org.tribuo.classification.Label;

/** k nearest neighbours: the model is the training part itself. */
record NearestNeighbours(Hyperparameters hyperparameters) implements Algorithm {

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        return switch (data.target()) {
            case Target.None none -> throw TrainingData.targetMissing();
            case Target.Classes classes -> {
                var domain = Domain.of(data, classes);
                var ids = Arrays.stream(data.trainingCodes(classes))
                        .mapToDouble(code -> domain.outputs()
                                .getID(new Label(classes.labels().get(code))))
                        .toArray();
                var provenance = domain.provenance(NearestNeighbours.class, this, hyperparameters, data.seed());
                yield new Fit(
                        new NeighboursClassModel(
                                domain.carrier("k-nearest-neighbours", provenance, true),
                                arrays(data, domain.ids(), ids)),
                        List.of());
            }
            case Target.Values values -> {
                var domain = Domain.of(data, values);
                var provenance = domain.provenance(NearestNeighbours.class, this, hyperparameters, data.seed());
                yield new Fit(
                        new NeighboursValueModel(
                                domain.carrier("k-nearest-neighbours", provenance, false),
                                arrays(data, domain.ids(), data.trainingValues(values))),
                        List.of());
            }
        };
    }

    private double[][] arrays(TrainingData data, int[] idOfIndex, double[] targets) {
        var rows = SparseRows.of(data.features(), data.split().training()).renumbered(idOfIndex);
        return NeighbourSearch.arrays(
                Math.min(hyperparameters.whole("n_neighbors"), rows.size()),
                hyperparameters.text("weights").equals("distance"),
                hyperparameters.whole("p"),
                rows,
                targets);
    }
}
