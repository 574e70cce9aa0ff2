package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.easyml.trainer.table.FeatureSpace;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/** The mean target of the nearest training rows. Public because Tribuo makes it by its name. */
public final class NeighboursValueModel extends ArrayModel<Regressor> {

    private static final long serialVersionUID = 1L;
    private static final int TARGETS = 1;

    private final transient NeighbourSearch search;

    NeighboursValueModel(ModelDataCarrier<Regressor> carrier, double[][] arrays) {
        super(carrier, arrays);
        this.search = NeighbourSearch.of(arrays, featureIDMap.size());
    }

    /** Called by Tribuo. */
    public static NeighboursValueModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        var stored = Stored.of(version, message);
        return new NeighboursValueModel(stored.carrier(Regressor.class), stored.arrays());
    }

    /** Of some rows, in their order. */
    double[] values(FeatureSpace.Rows source, int[] rows) {
        var values = new double[rows.length];
        search.nearest(source, rows, numbersOf(source), (position, nearest) -> values[position] = value(nearest));
        return values;
    }

    private double value(NeighbourSearch.Neighbours nearest) {
        double total = 0;
        double sum = 0;
        for (int i = 0; i < nearest.rows().length; i++) {
            total += array(TARGETS)[nearest.rows()[i]] * nearest.weights()[i];
            sum += nearest.weights()[i];
        }
        return total / sum;
    }

    @Override
    public Prediction<Regressor> predict(Example<Regressor> example) {
        double value = value(search.nearest(new double[][] {dense(example)})[0]);
        return new Prediction<>(new Regressor(TrainingData.DIMENSION, value), example.size(), example);
    }

    @Override
    protected Model<Regressor> copy(String newName, ModelProvenance newProvenance) {
        return new NeighboursValueModel(
                new ModelDataCarrier<>(
                        newName,
                        newProvenance,
                        featureIDMap,
                        outputIDInfo,
                        generatesProbabilities,
                        newProvenance.getTribuoVersion()),
                arrays());
    }
}
