package io.easyml.trainer.tree;

import java.util.Arrays;

/** Log loss of several classes, a margin each. */
record SoftmaxLoss(int outputs) implements BoostingLoss {

    @Override
    public double[] start(TreeData training) {
        var counts = BoostingLoss.weightedCounts(training);
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(count -> Math.log(Math.max(count / all, LEAST_SHARE)))
                .toArray();
    }

    /** Fills in the probabilities of a row. */
    private void probabilities(double[] margins, int row, double[] filled) {
        double most = Double.NEGATIVE_INFINITY;
        for (int output = 0; output < outputs; output++) {
            most = Math.max(most, margins[row * outputs + output]);
        }
        double sum = 0;
        for (int output = 0; output < outputs; output++) {
            filled[output] = Math.exp(margins[row * outputs + output] - most);
            sum += filled[output];
        }
        for (int output = 0; output < outputs; output++) {
            filled[output] /= sum;
        }
    }

    @Override
    public void derivatives(TreeData data, double[] margins, float[][] first, float[][] second) {
        var codes = data.classCodes();
        RowBlocks.each(data.rows(), (from, to) -> {
            var probabilities = new double[outputs];
            for (int row = from; row < to; row++) {
                double weight = data.weight(row);
                probabilities(margins, row, probabilities);
                for (int output = 0; output < outputs; output++) {
                    double probability = probabilities[output];
                    first[output][row] = (float) (weight * (probability - (codes[row] == output ? 1 : 0)));
                    second[output][row] =
                            (float) (weight * Math.max(2 * probability * (1 - probability), LEAST_SECOND));
                }
            }
        });
    }

    @Override
    public double mean(TreeData data, double[] margins) {
        var codes = data.classCodes();
        return RowBlocks.weightedMean(data, row -> {
            double most = Double.NEGATIVE_INFINITY;
            for (int output = 0; output < outputs; output++) {
                most = Math.max(most, margins[row * outputs + output]);
            }
            double sum = 0;
            for (int output = 0; output < outputs; output++) {
                sum += Math.exp(margins[row * outputs + output] - most);
            }
            return most + Math.log(sum) - margins[row * outputs + codes[row]];
        });
    }

    @Override
    public double[] answers(double[] margins) {
        var all = new double[margins.length];
        RowBlocks.each(margins.length / outputs, (from, to) -> {
            var probabilities = new double[outputs];
            for (int row = from; row < to; row++) {
                probabilities(margins, row, probabilities);
                System.arraycopy(probabilities, 0, all, row * outputs, outputs);
            }
        });
        return all;
    }
}
