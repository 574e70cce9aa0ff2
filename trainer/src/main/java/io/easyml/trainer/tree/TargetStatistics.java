package io.easyml.trainer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What Tribuo keeps of the targets. */
final class TargetStatistics {

    private TargetStatistics() {}

    /** Rows per class; or number, smallest, largest, mean and sum of squared distances from it. */
    static List<Double> of(TreeData data) {
        if (data.codes() != null) {
            var counts = new double[data.labels().size()];
            for (int code : data.codes()) {
                counts[code]++;
            }
            return Arrays.stream(counts).boxed().toList();
        }
        var values = data.values() == null ? new double[0] : data.values();
        var statistics = Arrays.stream(values).summaryStatistics();
        double mean = statistics.getAverage();
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new ArrayList<>(
                List.of((double) values.length, statistics.getMin(), statistics.getMax(), mean, squares));
    }
}
