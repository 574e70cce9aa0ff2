package io.easyml.trainer.tree;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.tribuo.MutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.MutableLabelInfo;
import org.tribuo.classification.protos.MutableLabelInfoProto;
import org.tribuo.regression.MutableRegressionInfo;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.protos.MutableRegressionInfoProto;

/** Makes Tribuo's knowledge of the targets from a few numbers, by its protobuf, the only way without showing every row. */
public final class Outputs {

    /** Of both messages. */
    private static final int DOMAIN_VERSION = 0;

    private Outputs() {}

    /** @param counts rows per class; a class without a row counts as one, since Tribuo knows no such classes */
    public static MutableOutputInfo<Label> ofClasses(List<String> labels, List<Double> counts) {
        var proto = MutableLabelInfoProto.newBuilder();
        for (int code = 0; code < labels.size(); code++) {
            proto.addLabel(labels.get(code))
                    .addCount(Math.max(1, counts.get(code).longValue()));
        }
        try {
            return MutableLabelInfo.deserializeFromProto(
                    DOMAIN_VERSION, MutableLabelInfo.class.getName(), Any.pack(proto.build()));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a message that was just packed unpacks", impossible);
        }
    }

    /** @param statistics number, smallest, largest, mean and sum of squared distances from it */
    public static MutableOutputInfo<Regressor> ofValues(String dimension, List<Double> statistics) {
        var proto = MutableRegressionInfoProto.newBuilder()
                .addLabel(dimension)
                .addCount(statistics.get(0).longValue())
                .addMin(statistics.get(1))
                .addMax(statistics.get(2))
                .addMean(statistics.get(3))
                .addSumSquares(statistics.get(4))
                .setOverallCount(statistics.get(0).longValue())
                .build();
        try {
            return MutableRegressionInfo.deserializeFromProto(
                    DOMAIN_VERSION, MutableRegressionInfo.class.getName(), Any.pack(proto));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a message that was just packed unpacks", impossible);
        }
    }
}
