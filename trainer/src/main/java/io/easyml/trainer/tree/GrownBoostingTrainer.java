package io.easyml.trainer.tree;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.common.xgboost.XGBoostOutputConverter;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/** Tribuo's XGBoost, whose trees are grown already. */
final class GrownBoostingTrainer<T extends Output<T>> extends XGBoostTrainer<T> {

    private final XGBoostOutputConverter<T> converter;

    GrownBoostingTrainer(int rounds, Map<String, Object> parameters, XGBoostOutputConverter<T> converter) {
        super(rounds, parameters);
        this.converter = converter;
    }

    Model<T> model(String name, ModelProvenance provenance, Dataset<T> dataset, Booster booster) {
        return createModel(
                name, provenance, dataset.getFeatureIDMap(), dataset.getOutputIDInfo(), List.of(booster), converter);
    }

    /** @throws UnsupportedOperationException always: there is nothing left to train */
    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        throw new UnsupportedOperationException("the trees are grown already");
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
