package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.easyml.trainer.table.FeatureSpace;
import java.util.LinkedHashMap;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.provenance.ModelProvenance;

/** The most frequent class of the nearest training rows. Public because Tribuo makes it by its name. */
public final class NeighboursClassModel extends ArrayModel<Label> {

    private static final long serialVersionUID = 1L;
    private static final int TARGETS = 1;

    private final transient NeighbourSearch search;

    NeighboursClassModel(ModelDataCarrier<Label> carrier, double[][] arrays) {
        super(carrier, arrays);
        this.search = NeighbourSearch.of(arrays, featureIDMap.size());
    }

    /** Called by Tribuo. */
    public static NeighboursClassModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        var stored = Stored.of(version, message);
        return new NeighboursClassModel(stored.carrier(Label.class), stored.arrays());
    }

    /** {@code [position in rows][Tribuo's number of the class]}. */
    double[][] probabilities(FeatureSpace.Rows source, int[] rows) {
        var probabilities = new double[rows.length][];
        search.nearest(
                source,
                rows,
                numbersOf(source),
                (position, nearest) -> probabilities[position] = probabilities(nearest));
        return probabilities;
    }

    private double[] probabilities(NeighbourSearch.Neighbours nearest) {
        var votes = new double[outputIDInfo.size()];
        double sum = 0;
        for (int i = 0; i < nearest.rows().length; i++) {
            votes[(int) array(TARGETS)[nearest.rows()[i]]] += nearest.weights()[i];
            sum += nearest.weights()[i];
        }
        for (int id = 0; id < votes.length; id++) {
            votes[id] /= sum;
        }
        return votes;
    }

    @Override
    public Prediction<Label> predict(Example<Label> example) {
        var probabilities = probabilities(search.nearest(new double[][] {dense(example)})[0]);
        var scores = new LinkedHashMap<String, Label>();
        Label likeliest = null;
        for (int id = 0; id < probabilities.length; id++) {
            var label = new Label(outputIDInfo.getOutput(id).getLabel(), probabilities[id]);
            scores.put(label.getLabel(), label);
            likeliest = likeliest == null || label.getScore() > likeliest.getScore() ? label : likeliest;
        }
        return new Prediction<>(likeliest, scores, example.size(), example, true);
    }

    @Override
    protected Model<Label> copy(String newName, ModelProvenance newProvenance) {
        return new NeighboursClassModel(
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
