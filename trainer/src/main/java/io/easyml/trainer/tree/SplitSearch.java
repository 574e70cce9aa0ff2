package io.easyml.trainer.tree;

/** Looks for the split of a node that lessens the second-order approximation of the loss most (Chen and Guestrin 2016). */
final class SplitSearch {

    /** A split has to gain more than this (XGBoost's {@code kRtEps}). */
    private static final double LEAST_GAIN = 1e-6;

    /** A gain of this part of what there is already may be a matter of rounding. */
    private static final double ROUNDING = 1e-12;

    private final PackedBins bins;
    private final PackedBins.Selection features;
    private final double alpha;
    private final double lambda;
    private final double leastSecond;
    private final double leastGain;

    SplitSearch(PackedBins bins, PackedBins.Selection features, GradientPairs gradients, Penalties penalties) {
        this.bins = bins;
        this.features = features;
        this.alpha = gradients.firstInUnits(penalties.alpha());
        this.lambda = gradients.secondInUnits(penalties.lambda());
        // one unit at least: a child without rows is none
        this.leastSecond = Math.max(1, gradients.secondInUnits(penalties.minChildWeight()) * (1 - ROUNDING));
        this.leastGain = gradients.gainInUnits(Math.max(LEAST_GAIN, penalties.gamma()));
    }

    /** Whether rows of this sum are enough for two children. */
    boolean isDivisible(long sum) {
        return GradientPairs.second(sum) >= 2 * leastSecond;
    }

    /** The best split so far. Gains are kept as fractions: comparing them takes no division. */
    static final class Best {
        private final double before;
        private double over;
        private double under = 1;
        private int feature = -1;
        private int bin;
        private boolean missingLeft;
        private long left;

        Best(double before, double least) {
            this.before = before;
            this.over = before + least;
        }

        /** Below 0 where no split gains enough. */
        int feature() {
            return feature;
        }

        int bin() {
            return bin;
        }

        boolean missingLeft() {
            return missingLeft;
        }

        /** The sum of the rows that go left. */
        long left() {
            return left;
        }

        /** By how much the loss is less. */
        double gain() {
            return over / under - before;
        }
    }

    /** @param histogram of a node's rows, whose pairs have this sum */
    Best best(long sum, long[] histogram) {
        double first = Penalties.shrunk(GradientPairs.first(sum), alpha);
        double before = first * first / (GradientPairs.second(sum) + lambda);
        var best = new Best(before, Math.max(leastGain, before * ROUNDING));
        if (!isDivisible(sum)) {
            return best;
        }
        for (int feature = 0; feature < bins.features(); feature++) {
            if (features.wanted()[feature]) {
                search(feature, sum, histogram, best);
            }
        }
        return best;
    }

    private void search(int feature, long sum, long[] histogram, Best best) {
        int start = bins.start(feature);
        int count = bins.bins(feature);
        long missing = histogram[start + count];
        // with all bins to the left, the missing values alone are on the right
        int last = missing == 0 ? count - 1 : count;
        long left = 0;
        for (int bin = 0; bin < last; bin++) {
            long here = histogram[start + bin];
            if (here == 0) {
                continue;
            }
            left += here;
            consider(feature, bin, false, left, sum, best);
            if (missing != 0) {
                consider(feature, bin, true, left + missing, sum, best);
            }
        }
    }

    private void consider(int feature, int bin, boolean missingLeft, long left, long sum, Best best) {
        long right = sum - left;
        double leftSecond = GradientPairs.second(left);
        double rightSecond = GradientPairs.second(right);
        if (leftSecond < leastSecond || rightSecond < leastSecond) {
            return;
        }
        double leftFirst = Penalties.shrunk(GradientPairs.first(left), alpha);
        double rightFirst = Penalties.shrunk(GradientPairs.first(right), alpha);
        leftSecond += lambda;
        rightSecond += lambda;
        double over = leftFirst * leftFirst * rightSecond + rightFirst * rightFirst * leftSecond;
        double under = leftSecond * rightSecond;
        if (over * best.under > best.over * under) {
            best.over = over;
            best.under = under;
            best.feature = feature;
            best.bin = bin;
            best.missingLeft = missingLeft;
            best.left = left;
        }
    }
}
