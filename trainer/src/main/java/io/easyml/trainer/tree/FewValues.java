package io.easyml.trainer.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The different values of a column, if they are few: an open hash table that gives up when it is full. */
final class FewValues {

    private static final int SLOTS = 1024;

    private FewValues() {}

    /** The different values, ascending, without NaN; null if there are more than {@code most}. */
    static double @Nullable [] of(double[] column, int most) {
        var slots = new double[SLOTS];
        Arrays.fill(slots, Double.NaN);
        int found = 0;
        for (double value : column) {
            if (Double.isNaN(value)) {
                continue;
            }
            double plain = value + 0.0;
            int slot = slot(plain);
            while (slots[slot] != plain && !Double.isNaN(slots[slot])) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            if (slots[slot] != plain) {
                if (++found > most) {
                    return null;
                }
                slots[slot] = plain;
            }
        }
        var distinct =
                Arrays.stream(slots).filter(value -> !Double.isNaN(value)).toArray();
        Arrays.sort(distinct);
        return distinct;
    }

    private static int slot(double value) {
        long bits = Double.doubleToRawLongBits(value) * 0x9E3779B97F4A7C15L;
        return (int) (bits >>> 54);
    }
}
