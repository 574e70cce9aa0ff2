package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinnedColumnsTests {

    @Test
    void fewValuesKeepABinEach() {
        var columns = BinnedColumns.of(new double[][] {{3, 1, 2, 2, 3, 1}});

        assertThat(columns.bins(0)).isEqualTo(3);
        assertThat(columns.column(0)).containsExactly(2, 0, 1, 1, 2, 0);
        assertThat(columns.threshold(0, 0)).isEqualTo(1.5);
    }

    @Test
    void aFrequentValueIsToldFromItsNeighboursAmongManyValues() {
        var many = IntStream.range(0, 1000).mapToDouble(i -> i);
        var frequent = IntStream.range(0, 2000).mapToDouble(i -> 500);
        var columns = BinnedColumns.of(
                new double[][] {DoubleStream.concat(many, frequent).toArray()});
        var bins = columns.column(0);

        assertThat(columns.bins(0)).isLessThanOrEqualTo(256);
        assertThat(bins[500]).isEqualTo(bins[1999]).isNotEqualTo(bins[501]);
    }

    @Test
    void thresholdsSplitWhatTheBinsSplit() {
        var values =
                IntStream.range(0, 5000).mapToDouble(i -> Math.sin(i) * 1e6).toArray();
        var columns = BinnedColumns.of(new double[][] {values});

        for (int bin = 0; bin < columns.bins(0) - 1; bin++) {
            double threshold = columns.threshold(0, bin);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i] <= threshold).isEqualTo((columns.column(0)[i] & 0xff) <= bin);
            }
        }
    }

    @Test
    void neighbouringNumbersAreToldApart() {
        double next = Math.nextUp(1.0);
        var columns = BinnedColumns.of(new double[][] {{1.0, next}});

        assertThat(columns.column(0)).containsExactly(0, 1);
    }
}
