package io.easyml.trainer.tree;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What boosting lessens, as a function of <i>margins</i>: the sums of what the trees say, a number for each row and output.
 * Rows are looked at in blocks, in parallel; what comes out does not depend on the number of threads.
 */
sealed interface BoostingLoss {

    int BLOCK = 1 << 13;

    /** Least second derivative, for rows that are certain (XGBoost's {@code kRtEps}). */
    double LEAST_SECOND = 1e-16;

    /** Bounds of a class's share of the training rows, which all rows begin from. */
    double LEAST_SHARE = 1e-6;

    static BoostingLoss of(TreeData training) {
        if (training.codes() == null) {
            return Squares.of(training);
        }
        return training.labels().size() == 2
                ? new Logistic()
                : new Softmax(training.labels().size());
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

    static double weight(TreeData data, int row) {
        return data.weights() == null ? 1 : data.weights()[row];
    }

    private static double[] weightedCounts(TreeData data) {
        var counts = new double[data.labels().size()];
        var codes = codes(data);
        for (int row = 0; row < data.rows(); row++) {
            counts[codes[row]] += weight(data, row);
        }
        return counts;
    }

    private static int[] codes(TreeData data) {
        return Objects.requireNonNull(data.codes(), "a classification has classes");
    }

    private static double[] values(TreeData data) {
        return Objects.requireNonNull(data.values(), "a regression has numbers");
    }

    interface Rows {
        void of(int from, int to);
    }

    interface LossOfRow {
        double of(int row);
    }

    static void inBlocks(int rows, Rows work) {
        IntStream.range(0, Math.ceilDiv(rows, BLOCK))
                .parallel()
                .forEach(block -> work.of(block * BLOCK, Math.min(rows, (block + 1) * BLOCK)));
    }

    private static double weightedMean(TreeData data, LossOfRow loss) {
        var sums = new double[2][Math.ceilDiv(data.rows(), BLOCK)];
        inBlocks(data.rows(), (from, to) -> {
            double sum = 0;
            double weights = 0;
            for (int row = from; row < to; row++) {
                double weight = weight(data, row);
                sum += weight * loss.of(row);
                weights += weight;
            }
            sums[0][from / BLOCK] = sum;
            sums[1][from / BLOCK] = weights;
        });
        return Arrays.stream(sums[0]).sum() / Arrays.stream(sums[1]).sum();
    }

    /**
     * Squared error. Targets are shifted and scaled to at most 1, by a power of two, so that derivatives have the range of a
     * float whatever range the targets have.
     *
     * @param mean of the targets
     * @param exponent of the scale
     */
    record Squares(double mean, int exponent) implements BoostingLoss {

        static Squares of(TreeData training) {
            int first = exponent(
                    Arrays.stream(values(training)).map(Math::abs).max().orElse(0));
            double sum = 0;
            double weights = 0;
            for (int row = 0; row < training.rows(); row++) {
                double weight = weight(training, row);
                sum += weight * Math.scalb(values(training)[row], -first);
                weights += weight;
            }
            double mean = sum / weights;
            double farthest = Arrays.stream(values(training))
                    .map(value -> Math.abs(Math.scalb(value, -first) - mean))
                    .max()
                    .orElse(0);
            return new Squares(Math.scalb(mean, first), first + exponent(farthest));
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
                    Arrays.stream(values(data))
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
            var values = values(data);
            inBlocks(data.rows(), (from, to) -> {
                for (int row = from; row < to; row++) {
                    double weight = weight(data, row);
                    first[0][row] = (float) (weight * (margins[row] - values[row]));
                    second[0][row] = (float) weight;
                }
            });
        }

        @Override
        public double mean(TreeData data, double[] margins) {
            var values = values(data);
            double squares = weightedMean(data, row -> {
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

    /** Log loss of two classes; the margin is the logit of the second. */
    record Logistic() implements BoostingLoss {

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public double[] start(TreeData training) {
            var counts = weightedCounts(training);
            double share = Math.clamp(counts[1] / (counts[0] + counts[1]), LEAST_SHARE, 1 - LEAST_SHARE);
            return new double[] {Math.log(share / (1 - share))};
        }

        private static double probability(double margin) {
            return 1 / (1 + Math.exp(-margin));
        }

        @Override
        public void derivatives(TreeData data, double[] margins, float[][] first, float[][] second) {
            var codes = codes(data);
            inBlocks(data.rows(), (from, to) -> {
                for (int row = from; row < to; row++) {
                    double weight = weight(data, row);
                    double probability = probability(margins[row]);
                    first[0][row] = (float) (weight * (probability - codes[row]));
                    second[0][row] = (float) (weight * Math.max(probability * (1 - probability), LEAST_SECOND));
                }
            });
        }

        @Override
        public double mean(TreeData data, double[] margins) {
            var codes = codes(data);
            return weightedMean(data, row -> {
                double against = codes[row] == 1 ? -margins[row] : margins[row];
                return Math.max(against, 0) + Math.log(1 + Math.exp(-Math.abs(against)));
            });
        }

        @Override
        public double[] answers(double[] margins) {
            var probabilities = new double[2 * margins.length];
            for (int row = 0; row < margins.length; row++) {
                probabilities[2 * row] = probability(-margins[row]);
                probabilities[2 * row + 1] = probability(margins[row]);
            }
            return probabilities;
        }
    }

    /** Log loss of several classes, a margin each. */
    record Softmax(int outputs) implements BoostingLoss {

        @Override
        public double[] start(TreeData training) {
            var counts = weightedCounts(training);
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
            var codes = codes(data);
            inBlocks(data.rows(), (from, to) -> {
                var probabilities = new double[outputs];
                for (int row = from; row < to; row++) {
                    double weight = weight(data, row);
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
            var codes = codes(data);
            return weightedMean(data, row -> {
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
            inBlocks(margins.length / outputs, (from, to) -> {
                var probabilities = new double[outputs];
                for (int row = from; row < to; row++) {
                    probabilities(margins, row, probabilities);
                    System.arraycopy(probabilities, 0, all, row * outputs, outputs);
                }
            });
            return all;
        }
    }
}
