package io.easyml.trainer.tree;

/** Random numbers for one tree: SplitMix64 (Steele, Lea and Flood 2014), and Lemire's way to a bound (2019). */
final class Draws {

    private long state;

    Draws(long seed) {
        this.state = seed;
    }

    /** The draws of tree {@code tree} of a forest: they depend on the seed and on its number alone. */
    static Draws ofTree(long seed, int tree) {
        return new Draws(mix(seed + 0x9E3779B97F4A7C15L * (tree + 1L)));
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    /** A whole number from 0 to below {@code bound}. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** A number from 0 to below 1. */
    double part() {
        return (next() >>> 11) * 0x1.0p-53;
    }
}
