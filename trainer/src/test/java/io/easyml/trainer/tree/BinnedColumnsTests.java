package io.easyml.trainer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinnedColumnsTests {

    @Test
    void fewValuesKeepABinEach() {
        var columns = bin(3, 1, 2, 2, 3, 1);

        assertThat(columns.feature(0).bins()).isEqualTo(3);
        assertThat(columns.column(0)).containsExactly(2, 0, 1, 1, 2, 0);
        assertThat(columns.feature(0).thresholds()[0]).isEqualTo(1.5);
    }

    @Test
    void aFrequentValueIsToldFromItsNeighboursAmongManyValues() {
        var many = IntStream.range(0, 1000).mapToDouble(i -> i);
        var frequent = IntStream.range(0, 2000).mapToDouble(i -> 500);
        var columns = bin(DoubleStream.concat(many, frequent).toArray());
        var bins = columns.column(0);

        assertThat(columns.feature(0).bins()).isLessThanOrEqualTo(255);
        assertThat(bins[500]).isEqualTo(bins[1999]).isNotEqualTo(bins[501]);
    }

    @Test
    void thresholdsSplitWhatTheBinsSplit() {
        var values =
                IntStream.range(0, 5000).mapToDouble(i -> Math.sin(i) * 1e6).toArray();
        var columns = bin(values);

        for (int bin = 0; bin < columns.feature(0).bins() - 1; bin++) {
            double threshold = columns.feature(0).thresholds()[bin];
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i] <= threshold).isEqualTo((columns.column(0)[i] & 0xff) <= bin);
            }
        }
    }

    @Test
    void missingValuesHaveABinOfTheirOwn() {
        var columns = bin(Double.NaN, 5, 7, Double.NaN);

        assertThat(columns.column(0)).containsExactly(-1, 0, 1, -1);
        assertThat(columns.feature(0).missing()).isEqualTo(2);
        assertThat(columns.feature(0).mean()).isEqualTo(6);
    }

    @Test
    void aLargeColumnIsBinnedBySample() {
        var values = IntStream.range(0, 500_000)
                .mapToDouble(i -> i * 7919L % 500_000)
                .toArray();
        var columns = bin(values);
        var inBin = new int[256];
        for (byte bin : columns.column(0)) {
            inBin[bin & 0xff]++;
        }

        assertThat(columns.feature(0).bins()).isEqualTo(255);
        assertThat(inBin[255]).isZero();
        // but for the ends, which are halved again and again
        for (int bin = 9; bin < 246; bin++) {
            assertThat(inBin[bin]).isBetween(1200, 2800);
        }
        assertThat(inBin[0]).isLessThan(50);
        assertThat(inBin[254]).isLessThan(50);
    }

    @Test
    void theFewRowsOfALongTailGetBinsOfTheirOwn() {
        var values = IntStream.range(0, 10_000)
                .mapToDouble(i -> Math.exp(i / 1000.0))
                .toArray();
        var bins = bin(values).column(0);

        long tail = IntStream.range(9800, 10_000).map(i -> bins[i]).distinct().count();
        assertThat(tail).isGreaterThan(12);
    }

    @Test
    void aThresholdIsAShortNumberAboutHalfway() {
        assertThat(BinnedColumns.between(1, 2)).isEqualTo(1.5);
        assertThat(BinnedColumns.between(0.1, 0.2)).isEqualTo(0.140625);
        assertThat(BinnedColumns.between(-0.2, -0.1)).isEqualTo(-0.140625);
        assertThat(BinnedColumns.between(-1, 1)).isZero();
        assertThat(BinnedColumns.between(1, Math.nextUp(1.0))).isEqualTo(1);
        assertThat(BinnedColumns.between(-Double.MAX_VALUE, Double.MAX_VALUE)).isZero();
        assertThat(BinnedColumns.between(0, Double.MIN_VALUE)).isZero();
    }

    @Test
    void valuesAtTheEndsOfTheRangeHarmNothing() {
        var values = IntStream.range(0, 10_000).mapToDouble(i -> i).toArray();
        values[3] = Double.MAX_VALUE;
        values[7] = -Double.MAX_VALUE;
        var columns = bin(values);

        assertThat(columns.feature(0).bins()).isGreaterThan(120);
    }

    @Test
    void binsInOneGoAreBinsOneByOne() {
        var values = IntStream.range(0, 3000).mapToDouble(i -> Math.tan(i)).toArray();
        values[17] = Double.NaN;
        values[18] = -0.0;
        var columns = bin(values);

        for (int i = 0; i < values.length; i++) {
            assertThat(columns.column(0)[i] & 0xff).isEqualTo(columns.feature(0).bin(values[i]));
        }
    }

    private static BinnedColumns bin(double... column) {
        return BinnedColumns.of(1, feature -> column);
    }

    @Test
    void neighbouringNumbersAreToldApart() {
        double next = Math.nextUp(1.0);
        var columns = bin(1.0, next);

        assertThat(columns.column(0)).containsExactly(0, 1);
    }
}
