package io.easyml.trainer.tree;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.ensemble.EnsembleCombiner;

/** Tribuo's bagging, whose members are grown already: the bootstrap was drawn when they grew. */
final class GrownForestTrainer<T extends Output<T>> extends BaggingTrainer<T> {

    GrownForestTrainer(GrownTreeTrainer<T> trees, EnsembleCombiner<T> combiner, int members, long seed) {
        super(trees, combiner, members, seed);
    }

    @Override
    protected Model<T> trainSingleModel(
            Dataset<T> examples,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<T> outputs,
            int seed,
            Map<String, Provenance> runProvenance,
            int invocation) {
        return innerTrainer.train(examples, runProvenance, invocation);
    }

    @Override
    protected String ensembleName() {
        return "random-forest";
    }
}
