package io.easyml.trainer.tree;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows in blocks, in parallel. The blocks are always the same, so that no sum depends on the number of threads. */
final class RowBlocks {

    static final int SIZE = 1 << 13;

    private RowBlocks() {}

    interface Work {
        void on(int from, int to);
    }

    interface ValueOfRow {
        double of(int row);
    }

    static int count(int rows) {
        return Math.ceilDiv(rows, SIZE);
    }

    static void each(int rows, Work work) {
        IntStream.range(0, count(rows))
                .parallel()
                .forEach(block -> work.on(block * SIZE, Math.min(rows, (block + 1) * SIZE)));
    }

    static double weightedMean(TreeData data, ValueOfRow value) {
        var sums = new double[2][count(data.rows())];
        each(data.rows(), (from, to) -> {
            double sum = 0;
            double weights = 0;
            for (int row = from; row < to; row++) {
                double weight = data.weight(row);
                sum += weight * value.of(row);
                weights += weight;
            }
            sums[0][from / SIZE] = sum;
            sums[1][from / SIZE] = weights;
        });
        return Arrays.stream(sums[0]).sum() / Arrays.stream(sums[1]).sum();
    }
}
