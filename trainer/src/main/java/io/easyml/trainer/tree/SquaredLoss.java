package io.easyml.trainer.tree;

import java.util.Arrays;

/**
 * Squared error. Targets are shifted and scaled to at most 1, by a power of two, so that derivatives have the range of a
 * float whatever range the targets have.
 *
 * @param mean of the targets
 * @param exponent of the scale
 */
record SquaredLoss(double mean, int exponent) implements BoostingLoss {

    static SquaredLoss of(TreeData training) {
        int first =
                exponent(Arrays.stream(training.numbers()).map(Math::abs).max().orElse(0));
        double sum = 0;
        double weights = 0;
        for (int row = 0; row < training.rows(); row++) {
            double weight = training.weight(row);
            sum += weight * Math.scalb(training.numbers()[row], -first);
            weights += weight;
        }
        double mean = sum / weights;
        double farthest = Arrays.stream(training.numbers())
                .map(value -> Math.abs(Math.scalb(value, -first) - mean))
                .max()
                .orElse(0);
        return new SquaredLoss(Math.scalb(mean, first), first + exponent(farthest));
    }

    private static int exponent(double largest) {
        return largest == 0 ? 0 : Math.getExponent(largest) + 1;
    }

    @Override
    public TreeData scaled(TreeData data) {
        double middle = Math.scalb(mean, -exponent);
        return new TreeData(
                data.names(),
                data.rows(),
                data.columns(),
                data.labels(),
                data.codes(),
                Arrays.stream(data.numbers())
                        .map(value -> Math.scalb(value, -exponent) - middle)
                        .toArray(),
                data.weights());
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public double[] start(TreeData training) {
        return new double[] {0};
    }

    @Override
    public void derivatives(TreeData data, double[] margins, float[][] first, float[][] second) {
        var values = data.numbers();
        RowBlocks.each(data.rows(), (from, to) -> {
            for (int row = from; row < to; row++) {
                double weight = data.weight(row);
                first[0][row] = (float) (weight * (margins[row] - values[row]));
                second[0][row] = (float) weight;
            }
        });
    }

    @Override
    public double mean(TreeData data, double[] margins) {
        var values = data.numbers();
        double squares = RowBlocks.weightedMean(data, row -> {
            double error = margins[row] - values[row];
            return error * error;
        });
        return Math.scalb(Math.sqrt(squares), exponent);
    }

    @Override
    public double[] answers(double[] margins) {
        return margins;
    }

    @Override
    public double scaled(double penalty, int power) {
        return Math.scalb(penalty, -power * exponent);
    }

    @Override
    public double[] unscaledStart(double[] start) {
        return new double[] {mean};
    }

    @Override
    public double unscaled(double leaf) {
        return Math.scalb(leaf, exponent);
    }
}
