package io.easyml.trainer.table;

import java.math.BigInteger;

/**
 * The double nearest to {@code digits × 10^exponent}: by one exact operation where both fit a double, else by the
 * algorithm of Eisel and Lemire (Lemire, "Number parsing at a gigabyte per second", 2021).
 */
final class DecimalParser {

    private static final double[] EXACT = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int SMALLEST = -342;
    private static final int LARGEST = 308;
    /** The 128 highest bits of powers of ten, rounded down, high and low half in turn. */
    private static final long[] POWERS = powers();

    private DecimalParser() {}

    /**
     * The value, or NaN where this way is not sure: then {@link Double#parseDouble} must decide.
     *
     * @param digits of the number without its sign, not negative
     */
    static double value(long digits, int exponent) {
        if (digits >>> 53 == 0) {
            if (exponent >= 0 && exponent <= 22) {
                return digits * EXACT[exponent];
            }
            if (exponent < 0 && exponent >= -22) {
                return digits / EXACT[-exponent];
            }
            if (digits == 0) {
                return 0;
            }
        }
        if (exponent < SMALLEST || exponent > LARGEST) {
            return Double.NaN;
        }
        return eiselLemire(digits, exponent);
    }

    private static double eiselLemire(long digits, int exponent) {
        int zeros = Long.numberOfLeadingZeros(digits);
        long shifted = digits << zeros;
        int index = 2 * (exponent - SMALLEST);
        long high = Math.unsignedMultiplyHigh(shifted, POWERS[index]);
        long low = shifted * POWERS[index];
        if ((high & 0x1ff) == 0x1ff && Long.compareUnsigned(low + shifted, low) < 0) {
            long more = Math.unsignedMultiplyHigh(shifted, POWERS[index + 1]);
            long sum = low + more;
            if (Long.compareUnsigned(sum, low) < 0) {
                high++;
            }
            low = sum;
            if (low == -1 && (high & 0x1ff) == 0x1ff) {
                return Double.NaN;
            }
        }
        int top = (int) (high >>> 63);
        long mantissa = high >>> (top + 9);
        // 217706 / 2^16 is log2(10), near enough
        long power = ((217706L * exponent) >> 16) + 1023 + 64 - (zeros + (1 ^ top));
        if (low == 0 && (high & 0x1ff) == 0 && (mantissa & 3) == 1) {
            return Double.NaN;
        }
        mantissa = (mantissa + 1) >>> 1;
        if (mantissa >>> 53 != 0) {
            mantissa >>>= 1;
            power++;
        }
        if (power < 1 || power > 2046) {
            return Double.NaN;
        }
        return Double.longBitsToDouble(mantissa & 0xfffffffffffffL | power << 52);
    }

    private static long[] powers() {
        var all = new long[2 * (LARGEST - SMALLEST + 1)];
        for (int exponent = SMALLEST; exponent <= LARGEST; exponent++) {
            BigInteger bits;
            if (exponent >= 0) {
                var power = BigInteger.valueOf(5).pow(exponent);
                int shift = power.bitLength() - 128;
                bits = shift >= 0 ? power.shiftRight(shift) : power.shiftLeft(-shift);
            } else {
                var power = BigInteger.valueOf(5).pow(-exponent);
                int length = power.bitLength();
                bits = BigInteger.ONE.shiftLeft(2 * length + 128).divide(power);
                bits = bits.shiftRight(bits.bitLength() - 128);
            }
            all[2 * (exponent - SMALLEST)] = bits.shiftRight(64).longValue();
            all[2 * (exponent - SMALLEST) + 1] = bits.longValue();
        }
        return all;
    }
}
