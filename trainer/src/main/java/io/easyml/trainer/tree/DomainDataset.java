package io.easyml.trainer.tree;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import java.time.OffsetDateTime;
import java.util.Set;
import org.tribuo.Dataset;
import org.tribuo.FeatureMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.OutputInfo;
import org.tribuo.protos.core.DatasetProto;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * What a model must know of the data that it was fitted on: how many rows, which features and outputs, and where from. The
 * rows themselves were elsewhere, in columns.
 */
public final class DomainDataset<T extends Output<T>> extends Dataset<T> {

    private static final long serialVersionUID = 1L;

    private final int rows;
    private final ImmutableFeatureMap features;
    private final MutableOutputInfo<T> outputs;
    private final ImmutableOutputInfo<T> outputIds;

    public DomainDataset(
            String source,
            OffsetDateTime since,
            int rows,
            ImmutableFeatureMap features,
            MutableOutputInfo<T> outputs,
            OutputFactory<T> factory) {
        super(new SimpleDataSourceProvenance(source, since, factory), factory);
        this.rows = rows;
        this.features = features;
        this.outputs = outputs;
        this.outputIds = outputs.generateImmutableOutputInfo();
    }

    @Override
    public int size() {
        return rows;
    }

    @Override
    public Set<T> getOutputs() {
        return outputs.getDomain();
    }

    @Override
    public ImmutableOutputInfo<T> getOutputIDInfo() {
        return outputIds;
    }

    @Override
    public OutputInfo<T> getOutputInfo() {
        return outputs;
    }

    @Override
    public ImmutableFeatureMap getFeatureIDMap() {
        return features;
    }

    @Override
    public FeatureMap getFeatureMap() {
        return features;
    }

    @Override
    public DatasetProvenance getProvenance() {
        return new DatasetProvenance(sourceProvenance, new ListProvenance<>(), this);
    }

    /** @throws UnsupportedOperationException always: there are no rows here to be written */
    @Override
    public DatasetProto serialize() {
        throw new UnsupportedOperationException("a domain without rows is not written");
    }
}
