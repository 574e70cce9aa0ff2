package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.provenance.ModelProvenance;

/** Log priors, and a mean and a variance per class and feature. Public because Tribuo makes it by its name. */
public final class GaussianNaiveBayesModel extends ArrayModel<Label> {

    private static final long serialVersionUID = 1L;
    private static final int PRIORS = 0;
    private static final int MEANS = 1;
    private static final int VARIANCES = 2;

    GaussianNaiveBayesModel(ModelDataCarrier<Label> carrier, double[][] arrays) {
        super(carrier, arrays);
    }

    /** Called by Tribuo. */
    public static GaussianNaiveBayesModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        var stored = Stored.of(version, message);
        return new GaussianNaiveBayesModel(stored.carrier(Label.class), stored.arrays());
    }

    @Override
    public Prediction<Label> predict(Example<Label> example) {
        var values = dense(example);
        int width = values.length;
        var logs = array(PRIORS).clone();
        double most = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < logs.length; id++) {
            for (int feature = 0; feature < width; feature++) {
                double variance = array(VARIANCES)[id * width + feature];
                double distance = values[feature] - array(MEANS)[id * width + feature];
                logs[id] -= (Math.log(2 * Math.PI * variance) + distance * distance / variance) / 2;
            }
            most = Math.max(most, logs[id]);
        }
        double sum = 0;
        for (int id = 0; id < logs.length; id++) {
            logs[id] = Math.exp(logs[id] - most);
            sum += logs[id];
        }
        var scores = new LinkedHashMap<String, Label>();
        Label likeliest = null;
        for (int id = 0; id < logs.length; id++) {
            var label = new Label(outputIDInfo.getOutput(id).getLabel(), logs[id] / sum);
            scores.put(label.getLabel(), label);
            likeliest = likeliest == null || label.getScore() > likeliest.getScore() ? label : likeliest;
        }
        return new Prediction<>(likeliest, scores, width, example, true);
    }

    @Override
    protected Model<Label> copy(String newName, ModelProvenance newProvenance) {
        return new GaussianNaiveBayesModel(
                new ModelDataCarrier<>(
                        newName, newProvenance, featureIDMap, outputIDInfo, true, newProvenance.getTribuoVersion()),
                arrays());
    }
}
