package io.easyml.trainer.algorithm;

import java.util.stream.IntStream;

/**
 * The mean loss of logistic regression with an L2 penalty on the weights, not on the intercepts: of two classes with one
 * set of weights, of more with a set each (multinomial). The same function as scikit-learn's {@code lbfgs} solver
 * minimises. A set is one weight per feature and then the intercept.
 */
final class LogisticLoss implements Lbfgs.Objective {

    private static final int MOST_BLOCKS = 16;
    private static final int ROWS_IN_BLOCK = 2048;

    private final SparseRows rows;
    private final int[] codes;
    private final double[] rowWeights;
    private final double totalWeight;
    private final int sets;
    private final int width;
    private final double penalty;
    private final boolean intercept;

    LogisticLoss(SparseRows rows, int[] codes, int classes, double[] rowWeights, double c, boolean intercept) {
        this.rows = rows;
        this.codes = codes;
        this.rowWeights = rowWeights;
        this.sets = classes == 2 ? 1 : classes;
        this.width = rows.features() + 1;
        this.intercept = intercept;
        double sum = 0;
        for (double weight : rowWeights) {
            sum += weight;
        }
        this.totalWeight = sum;
        this.penalty = 1 / (c * sum);
    }

    int size() {
        return sets * width;
    }

    @Override
    public double at(double[] x, double[] gradient) {
        // always the same blocks, summed in the same order: the result does not depend on the number of threads
        int blocks = Math.clamp(rows.size() / ROWS_IN_BLOCK, 1, MOST_BLOCKS);
        var gradients = new double[blocks][];
        var losses = IntStream.range(0, blocks)
                .parallel()
                .mapToDouble(block -> {
                    gradients[block] = new double[x.length];
                    int from = (int) ((long) rows.size() * block / blocks);
                    int to = (int) ((long) rows.size() * (block + 1) / blocks);
                    return sets == 1 ? ofTwo(x, gradients[block], from, to) : ofMany(x, gradients[block], from, to);
                })
                .toArray();
        double loss = 0;
        for (int block = 0; block < blocks; block++) {
            loss += losses[block];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = block == 0 ? gradients[0][i] : gradient[i] + gradients[block][i];
            }
        }
        loss /= totalWeight;
        double squares = 0;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= totalWeight;
            if (i % width < width - 1) {
                squares += x[i] * x[i];
                gradient[i] += penalty * x[i];
            } else if (!intercept) {
                gradient[i] = 0;
            }
        }
        return loss + penalty * squares / 2;
    }

    private double ofTwo(double[] x, double[] gradient, int from, int to) {
        double loss = 0;
        for (int row = from; row < to; row++) {
            double sign = codes[row] == 1 ? 1 : -1;
            double margin = sign * (rows.dot(row, x, 0) + x[width - 1]);
            // log(1 + exp(-margin)) without overflow
            double power = Math.exp(-Math.abs(margin));
            loss += rowWeights[row] * (Math.log1p(power) + Math.max(0, -margin));
            double wrong = margin > 0 ? power / (1 + power) : 1 / (1 + power);
            double pull = -sign * wrong * rowWeights[row];
            rows.addTo(row, pull, gradient, 0);
            gradient[width - 1] += pull;
        }
        return loss;
    }

    private double ofMany(double[] x, double[] gradient, int from, int to) {
        double loss = 0;
        var scores = new double[sets];
        for (int row = from; row < to; row++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int set = 0; set < sets; set++) {
                scores[set] = rows.dot(row, x, set * width) + x[set * width + width - 1];
                most = Math.max(most, scores[set]);
            }
            double sum = 0;
            for (int set = 0; set < sets; set++) {
                sum += Math.exp(scores[set] - most);
            }
            loss += rowWeights[row] * (Math.log(sum) + most - scores[codes[row]]);
            for (int set = 0; set < sets; set++) {
                double probability = Math.exp(scores[set] - most) / sum;
                double pull = rowWeights[row] * (probability - (codes[row] == set ? 1 : 0));
                rows.addTo(row, pull, gradient, set * width);
                gradient[set * width + width - 1] += pull;
            }
        }
        return loss;
    }
}
