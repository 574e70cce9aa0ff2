package io.easyml.trainer.tree;

/**
 * What boosting lessens, as a function of <i>margins</i>: the sums of what the trees say, a number for each row and output.
 */
sealed interface BoostingLoss permits SquaredLoss, LogisticLoss, SoftmaxLoss {

    /** Least second derivative, for rows that are certain (XGBoost's {@code kRtEps}). */
    double LEAST_SECOND = 1e-16;

    /** Bounds of a class's share of the training rows, which all rows begin from. */
    double LEAST_SHARE = 1e-6;

    static BoostingLoss of(TreeData training) {
        if (training.codes() == null) {
            return SquaredLoss.of(training);
        }
        return training.labels().size() == 2
                ? new LogisticLoss()
                : new SoftmaxLoss(training.labels().size());
    }

    /** Margins per row, and trees per round. */
    int outputs();

    /** The margins that all rows begin from. */
    double[] start(TreeData training);

    /**
     * First and second derivatives of the loss by the margins, times the rows' weights.
     *
     * @param first {@code [output][row]}, filled
     * @param second {@code [output][row]}, filled
     */
    void derivatives(TreeData data, double[] margins, float[][] first, float[][] second);

    /** The mean loss of the rows, by their weights. */
    double mean(TreeData data, double[] margins);

    /** Makes answers of margins: numbers, or a probability per row and class. */
    double[] answers(double[] margins);

    /** The same rows with targets in the units of the margins, which is what all other methods take. */
    default TreeData scaled(TreeData data) {
        return data;
    }

    /** What a penalty in units of the target to the power of {@code power} is in those of the margins. */
    default double scaled(double penalty, int power) {
        return penalty;
    }

    /** Where all rows begin, in units of the target. */
    default double[] unscaledStart(double[] start) {
        return start;
    }

    /** The margins of rows that have met no tree. */
    static double[] margins(double[] start, int rows) {
        var margins = new double[Math.multiplyExact(rows, start.length)];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = start[i % start.length];
        }
        return margins;
    }

    /** What a leaf says, in units of the target. */
    default double unscaled(double leaf) {
        return leaf;
    }

    /** The weights of the rows of each class. */
    static double[] weightedCounts(TreeData data) {
        var counts = new double[data.labels().size()];
        var codes = data.classCodes();
        for (int row = 0; row < data.rows(); row++) {
            counts[codes[row]] += data.weight(row);
        }
        return counts;
    }
}
