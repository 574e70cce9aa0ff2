package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.provenance.ModelProvenance;

/** Trees, one after another in arrays by node, and the vote of each. Public because Tribuo makes it by its name. */
public final class AdaBoostModel extends ArrayModel<Label> {

    private static final long serialVersionUID = 1L;
    private static final int VOTES = 0;
    private static final int ROOTS = 1;
    private static final int FEATURES = 2;
    private static final int THRESHOLDS = 3;
    private static final int LEFT = 4;
    private static final int RIGHT = 5;

    AdaBoostModel(ModelDataCarrier<Label> carrier, double[][] arrays) {
        super(carrier, arrays);
    }

    /** The arrays of a model; children are places in the arrays, features Tribuo's numbers. */
    static double[][] arrays(List<WeightedTree> trees, double[] votes, int[] idOfFeature) {
        int nodes = trees.stream().mapToInt(tree -> tree.features().length).sum();
        var arrays = new double[][] {
            votes, new double[votes.length], new double[nodes], new double[nodes], new double[nodes], new double[nodes]
        };
        int next = 0;
        for (int t = 0; t < votes.length; t++) {
            var tree = trees.get(t);
            arrays[ROOTS][t] = next;
            for (int node = 0; node < tree.features().length; node++) {
                int feature = tree.features()[node];
                arrays[FEATURES][next + node] = feature < 0 ? -1 : idOfFeature[feature];
                arrays[THRESHOLDS][next + node] = tree.thresholds()[node];
                arrays[LEFT][next + node] = feature < 0 ? tree.left()[node] : next + tree.left()[node];
                arrays[RIGHT][next + node] = next + tree.right()[node];
            }
            next += tree.features().length;
        }
        return arrays;
    }

    /** Called by Tribuo. */
    public static AdaBoostModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        var stored = Stored.of(version, message);
        return new AdaBoostModel(stored.carrier(Label.class), stored.arrays());
    }

    @Override
    public Prediction<Label> predict(Example<Label> example) {
        var values = dense(example);
        var sums = new double[outputIDInfo.size()];
        double total = 0;
        for (int tree = 0; tree < array(VOTES).length; tree++) {
            int node = (int) array(ROOTS)[tree];
            while (array(FEATURES)[node] >= 0) {
                boolean left = values[(int) array(FEATURES)[node]] <= array(THRESHOLDS)[node];
                node = (int) array(left ? LEFT : RIGHT)[node];
            }
            sums[(int) array(LEFT)[node]] += array(VOTES)[tree];
            total += array(VOTES)[tree];
        }
        var scores = new LinkedHashMap<String, Label>();
        Label likeliest = null;
        for (int id = 0; id < sums.length; id++) {
            var label = new Label(outputIDInfo.getOutput(id).getLabel(), sums[id] / total);
            scores.put(label.getLabel(), label);
            likeliest = likeliest == null || label.getScore() > likeliest.getScore() ? label : likeliest;
        }
        return new Prediction<>(likeliest, scores, values.length, example, true);
    }

    @Override
    protected Model<Label> copy(String newName, ModelProvenance newProvenance) {
        return new AdaBoostModel(
                new ModelDataCarrier<>(
                        newName, newProvenance, featureIDMap, outputIDInfo, true, newProvenance.getTribuoVersion()),
                arrays());
    }
}
