package io.easyml.trainer.algorithm;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.easyml.trainer.table.FeatureSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;

/**
 * A Tribuo model of a kind that Tribuo does not have, kept as arrays of numbers. In its protobuf they are a message of
 * {@code ModelDataProto metadata = 1; repeated bytes arrays = 2;}, each array packed as {@link NumberArrays} says.
 */
abstract class ArrayModel<T extends Output<T>> extends Model<T> {

    private static final long serialVersionUID = 1L;

    static final int VERSION = 1;
    private static final String TYPE = "type.easyml.io/easyml.ArrayModel";
    private static final int METADATA = 1;
    private static final int ARRAYS = 2;

    private final double[][] arrays;

    ArrayModel(ModelDataCarrier<T> carrier, double[][] arrays) {
        super(
                carrier.name(),
                carrier.provenance(),
                carrier.featureDomain(),
                carrier.outputDomain(),
                carrier.generatesProbabilities());
        this.arrays = arrays;
    }

    final double[] array(int index) {
        return arrays[index];
    }

    final double[][] arrays() {
        return arrays;
    }

    /** The features of an example by Tribuo's numbers; what the model does not know is left out. */
    final double[] dense(Example<T> example) {
        var values = new double[featureIDMap.size()];
        for (var feature : example) {
            int id = featureIDMap.getID(feature.getName());
            if (id >= 0) {
                values[id] = feature.getValue();
            }
        }
        return values;
    }

    /** Tribuo's number of each feature, −1 for one that the model does not know. */
    final int[] numbersOf(FeatureSpace.Rows source) {
        return source.space().names().stream().mapToInt(featureIDMap::getID).toArray();
    }

    @Override
    public final Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    @Override
    public final Optional<Excuse<T>> getExcuse(Example<T> example) {
        return Optional.empty();
    }

    @Override
    public final ModelProto serialize() {
        var message = UnknownFieldSet.newBuilder();
        message.mergeField(
                METADATA,
                UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(createDataCarrier().serialize().toByteString())
                        .build());
        var list = UnknownFieldSet.Field.newBuilder();
        for (var array : arrays) {
            list.addLengthDelimited(NumberArrays.packed(array));
        }
        message.mergeField(ARRAYS, list.build());
        return ModelProto.newBuilder()
                .setVersion(VERSION)
                .setClassName(getClass().getName())
                .setSerializedData(Any.newBuilder()
                        .setTypeUrl(TYPE)
                        .setValue(message.build().toByteString()))
                .build();
    }

    /** The parts of a stored model. */
    record Stored(ModelDataCarrier<?> carrier, double[][] arrays) {

        static Stored of(int version, Any message) throws InvalidProtocolBufferException {
            if (version != VERSION || !message.getTypeUrl().equals(TYPE)) {
                throw new IllegalArgumentException(
                        message.getTypeUrl() + " of version " + version + " is not known to this EasyML");
            }
            var fields = UnknownFieldSet.parseFrom(message.getValue());
            var metadata = fields.getField(METADATA).getLengthDelimitedList().getFirst();
            var arrays = fields.getField(ARRAYS).getLengthDelimitedList().stream()
                    .map(NumberArrays::unpacked)
                    .toArray(double[][]::new);
            return new Stored(ModelDataCarrier.deserialize(ModelDataProto.parseFrom(metadata)), arrays);
        }

        /** The metadata of a model of these outputs. */
        <T extends Output<T>> ModelDataCarrier<T> carrier(Class<T> outputs) {
            var first = carrier.outputDomain().getDomain().iterator().next();
            if (!outputs.isInstance(first)) {
                throw new IllegalArgumentException("a model of " + outputs.getSimpleName() + " was expected");
            }
            @SuppressWarnings("unchecked") // its outputs are of this class
            var domain = (ImmutableOutputInfo<T>) carrier.outputDomain();
            return new ModelDataCarrier<>(
                    carrier.name(),
                    carrier.provenance(),
                    carrier.featureDomain(),
                    domain,
                    carrier.generatesProbabilities(),
                    carrier.tribuoVersion());
        }
    }

    static double[] copy(int[] whole) {
        return Arrays.stream(whole).asDoubleStream().toArray();
    }
}
