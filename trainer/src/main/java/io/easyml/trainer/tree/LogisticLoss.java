package io.easyml.trainer.tree;

/** Log loss of two classes; the margin is the logit of the second. */
record LogisticLoss() implements BoostingLoss {

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public double[] start(TreeData training) {
        var counts = BoostingLoss.weightedCounts(training);
        double share = Math.clamp(counts[1] / (counts[0] + counts[1]), LEAST_SHARE, 1 - LEAST_SHARE);
        return new double[] {Math.log(share / (1 - share))};
    }

    private static double probability(double margin) {
        return 1 / (1 + Math.exp(-margin));
    }

    @Override
    public void derivatives(TreeData data, double[] margins, float[][] first, float[][] second) {
        var codes = data.classCodes();
        RowBlocks.each(data.rows(), (from, to) -> {
            for (int row = from; row < to; row++) {
                double weight = data.weight(row);
                double probability = probability(margins[row]);
                first[0][row] = (float) (weight * (probability - codes[row]));
                second[0][row] = (float) (weight * Math.max(probability * (1 - probability), LEAST_SECOND));
            }
        });
    }

    @Override
    public double mean(TreeData data, double[] margins) {
        var codes = data.classCodes();
        return RowBlocks.weightedMean(data, row -> {
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
