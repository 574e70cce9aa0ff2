package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * First and second derivatives of the rows as whole numbers, both in one: the first in the upper 32 bits, the second, which
 * is not negative, in the lower. Sums of pairs are pairs of sums; they are exact, so that no order of adding changes them.
 * Scales are powers of two, as large as the sum of all rows allows, so that equal derivatives stay equal and ones stay ones.
 *
 * <p>Splits are found by these (quantized training: Shi et al. 2022, who show that a few bits do), the values of leaves by
 * the derivatives themselves.
 */
final class GradientPairs {

    private final float[] first;
    private final float[] second;
    private final long[] pairs;
    private int firstExponent;
    private int secondExponent;

    GradientPairs(float[] first, float[] second, long[] pairs) {
        this.first = first;
        this.second = second;
        this.pairs = pairs;
        scale();
        double firstScale = Math.scalb(1.0, firstExponent);
        double secondScale = Math.scalb(1.0, secondExponent);
        RowBlocks.each(pairs.length, (from, to) -> {
            for (int row = from; row < to; row++) {
                pairs[row] =
                        ((long) Math.rint(first[row] * firstScale) << 32) + (long) Math.rint(second[row] * secondScale);
            }
        });
    }

    private void scale() {
        var sums = new double[2][RowBlocks.count(first.length)];
        RowBlocks.each(first.length, (from, to) -> {
            double firsts = 0;
            double seconds = 0;
            for (int row = from; row < to; row++) {
                firsts += Math.abs(first[row]);
                seconds += second[row];
            }
            sums[0][from / RowBlocks.SIZE] = firsts;
            sums[1][from / RowBlocks.SIZE] = seconds;
        });
        // rounding adds at most a half for each row
        firstExponent = exponent(Arrays.stream(sums[0]).sum(), 0x1p31 - first.length);
        secondExponent = exponent(Arrays.stream(sums[1]).sum(), 0x1p32 - first.length);
    }

    private static int exponent(double sum, double most) {
        return sum > 0 ? Math.getExponent(most / sum) : 0;
    }

    long[] pairs() {
        return pairs;
    }

    static double first(long pair) {
        return pair >> 32;
    }

    static double second(long pair) {
        return pair & 0xffff_ffffL;
    }

    /** What a sum of first derivatives is in the units of the pairs. */
    double firstInUnits(double sum) {
        return Math.scalb(sum, firstExponent);
    }

    /** What a sum of second derivatives is in the units of the pairs. */
    double secondInUnits(double sum) {
        return Math.scalb(sum, secondExponent);
    }

    /** What a reduction of the loss, first²/second, is in the units of the pairs. */
    double gainInUnits(double gain) {
        return Math.scalb(gain, 2 * firstExponent - secondExponent);
    }

    /** The reverse of {@link #gainInUnits}. */
    double gain(double inUnits) {
        return Math.scalb(inUnits, secondExponent - 2 * firstExponent);
    }

    double firstOf(int row) {
        return first[row];
    }

    double secondOf(int row) {
        return second[row];
    }
}
