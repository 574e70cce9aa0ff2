package io.easyml.trainer.algorithm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two classes need one tree a round, which gives the logit of the second; Tribuo reads models with a score per class. The
 * trees of the one become the second class's of the other, and the first class keeps the score 0: softmax of (0, x) is
 * the logistic function of x.
 */
final class TwoClassBooster {

    private TwoClassBooster() {}

    /** Takes a booster that was fitted with {@code binary:logistic} from a base score of 0.5, and disposes of it. */
    static Booster withScorePerClass(Booster logistic) throws XGBoostError {
        var mapper = JsonMapper.shared();
        var model = (ObjectNode) mapper.readTree(logistic.toByteArray("json"));
        logistic.dispose();
        var learner = (ObjectNode) model.required("learner");
        var objective = mapper.createObjectNode();
        objective.put("name", "multi:softprob");
        objective.putObject("softmax_multiclass_param").put("num_class", "2");
        learner.set("objective", objective);
        ((ObjectNode) learner.required("learner_model_param")).put("num_class", "2");
        var trees = (ObjectNode) learner.required("gradient_booster").required("model");
        int count = trees.required("tree_info").size();
        var classes = trees.putArray("tree_info");
        for (int tree = 0; tree < count; tree++) {
            classes.add(1);
        }
        try {
            return XGBoost.loadModel(new ByteArrayInputStream(mapper.writeValueAsBytes(model)));
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be read", impossible);
        }
    }
}
