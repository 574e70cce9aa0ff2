package io.easyml.trainer.algorithm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import libsvm.svm;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.libsvm.LibSVMClassificationModel;
import org.tribuo.common.libsvm.LibSVMTrainer;

/**
 * How far a row is on the side of each class. Tribuo counts the votes of the pairs of classes alone, by which rows cannot
 * be ranked; here, as in scikit-learn, votes come first and the distances from the borders after the point.
 */
final class KernelSvmScores {

    private KernelSvmScores() {}

    static Map<String, Double> of(LibSVMClassificationModel model, Example<Label> example) {
        var inner = model.getInnerModels().getFirst();
        var nodes = LibSVMTrainer.exampleToNodes(example, model.getFeatureIDMap(), new ArrayList<>());
        int classes = inner.nr_class;
        var distances = new double[classes * (classes - 1) / 2];
        svm.svm_predict_values(inner, nodes, distances);
        var scores = new double[classes];
        if (classes == 2) {
            scores[0] = distances[0];
            scores[1] = -distances[0];
        } else {
            var sums = new double[classes];
            int pair = 0;
            for (int i = 0; i < classes; i++) {
                for (int j = i + 1; j < classes; j++) {
                    double distance = distances[pair++];
                    scores[distance > 0 ? i : j]++;
                    sums[i] += distance;
                    sums[j] -= distance;
                }
            }
            for (int i = 0; i < classes; i++) {
                scores[i] += sums[i] / (3 * (Math.abs(sums[i]) + 1));
            }
        }
        var byLabel = new HashMap<String, Double>();
        for (int i = 0; i < classes; i++) {
            byLabel.put(model.getOutputIDInfo().getOutput(inner.label[i]).getLabel(), scores[i]);
        }
        return byLabel;
    }
}
