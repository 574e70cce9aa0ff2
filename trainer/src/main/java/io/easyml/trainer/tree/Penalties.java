package io.easyml.trainer.tree;

/**
 * What keeps trees small, in units of the margins.
 *
 * @param gamma what a split has to gain
 */
record Penalties(double learningRate, int maxDepth, double minChildWeight, double gamma, double alpha, double lambda) {

    /** Bits of a double that a leaf's value does without. */
    private static final int LEFT_OUT = 36;

    /** What a leaf with these sums of derivatives says. */
    double leaf(double first, double second) {
        if (second < minChildWeight || second + lambda <= 0) {
            return 0;
        }
        return rounded(-learningRate * shrunk(first, alpha) / (second + lambda));
    }

    /** To five digits, which a file keeps in less space: the trees that follow make up for the rest. */
    private static double rounded(double value) {
        long bits = Double.doubleToRawLongBits((float) value);
        return Double.longBitsToDouble(bits + (1L << LEFT_OUT - 1) >>> LEFT_OUT << LEFT_OUT);
    }

    /** What the L1 penalty leaves of a sum of first derivatives. */
    static double shrunk(double first, double alpha) {
        return first > alpha ? first - alpha : first < -alpha ? first + alpha : 0;
    }
}
