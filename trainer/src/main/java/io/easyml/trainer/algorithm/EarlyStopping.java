package io.easyml.trainer.algorithm;

/**
 * When boosting ends: a round is the best if its loss is below that of the best so far by more than a part of the first
 * round's loss, and after some rounds in a row that were not the best there come no more.
 */
final class EarlyStopping {

    private final int patience;
    private final double tolerance;
    private double smallestFall;
    private double least = Double.POSITIVE_INFINITY;
    private int best;

    EarlyStopping(int patience, double tolerance) {
        this.patience = patience;
        this.tolerance = tolerance;
    }

    /**
     * Hears of the next round.
     *
     * @param loss of the rows that were set aside
     * @return whether it was the last
     */
    boolean endsAt(int round, double loss) {
        if (round == 0) {
            smallestFall = tolerance * loss;
        }
        if (round == 0 || loss < least - smallestFall) {
            least = loss;
            best = round;
        }
        return round - best >= patience;
    }

    /** How many rounds there are up to the best one. */
    int rounds() {
        return best + 1;
    }
}
