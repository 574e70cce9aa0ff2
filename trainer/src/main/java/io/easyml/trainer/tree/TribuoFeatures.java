package io.easyml.trainer.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Output;
import org.tribuo.RealInfo;
import org.tribuo.VariableInfo;
import org.tribuo.impl.ArrayExample;

/**
 * The features of a forest as Tribuo knows them. Tribuo's splits have no direction for missing values, so a feature that
 * was missing in training is two: one holds a very low number where the value is missing, the other a very high one, and a
 * split asks the one that sends missing values where they go.
 */
final class TribuoFeatures {

    /** Follows the name of a feature whose missing values are high. */
    static final String MISSING_HIGH = "#missing-high";

    private static final double HIGH = Double.MAX_VALUE;
    private static final double LOW = -Double.MAX_VALUE;

    private final List<String> names;
    private final FeatureBins[] bins;
    private final List<String> highNames = new ArrayList<>();
    private final ImmutableFeatureMap map;
    private final int[] ids;
    private final int[] highIds;

    TribuoFeatures(List<String> names, FeatureBins[] bins) {
        this.names = names;
        this.bins = bins;
        Set<String> taken = new HashSet<>(names);
        List<VariableInfo> infos = new ArrayList<>();
        for (int feature = 0; feature < bins.length; feature++) {
            var of = bins[feature];
            infos.add(info(names.get(feature), of));
            var high = names.get(feature);
            if (of.missing() > 0) {
                high += MISSING_HIGH;
                while (!taken.add(high)) {
                    high += "'";
                }
                infos.add(info(high, of));
            }
            highNames.add(high);
        }
        this.map = new ImmutableFeatureMap(infos);
        this.ids = names.stream().mapToInt(map::getID).toArray();
        this.highIds = highNames.stream().mapToInt(map::getID).toArray();
    }

    private static VariableInfo info(String name, FeatureBins of) {
        return new RealInfo(name, of.present(), of.max(), of.min(), of.mean(), of.sumSquares());
    }

    ImmutableFeatureMap map() {
        return map;
    }

    int id(int split) {
        return FlatTree.missingLeft(split) ? ids[FlatTree.feature(split)] : highIds[FlatTree.feature(split)];
    }

    double threshold(int split) {
        var thresholds = bins[FlatTree.feature(split)].thresholds();
        int bin = FlatTree.bin(split);
        // the last bin has no end: every number is left of it, and the missing are right
        return bin < thresholds.length ? thresholds[bin] : Math.nextDown(HIGH);
    }

    /** A row, NaN where a feature is missing. */
    <T extends Output<T>> Example<T> example(double[] row, T output) {
        var rowNames = new String[map.size()];
        var values = new double[map.size()];
        int size = 0;
        for (int feature = 0; feature < row.length; feature++) {
            boolean missing = Double.isNaN(row[feature]);
            rowNames[size] = names.get(feature);
            values[size++] = missing ? LOW : row[feature];
            if (bins[feature].missing() > 0) {
                rowNames[size] = highNames.get(feature);
                values[size++] = missing ? HIGH : row[feature];
            }
        }
        return new ArrayExample<>(output, rowNames, values);
    }
}
