package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;

/**
 * Fits models. This is the door behind which a fitting loop can be replaced: it takes features and a target, and
 * gives a Tribuo model of them. One object is one algorithm with its hyperparameters.
 */
public interface Algorithm {

    /** How the algorithm likes its features. */
    Encoding encoding();

    /** Part of the rows to learn from that the fitting takes to see when to stop; 0 if it does not look. */
    default double validationFraction() {
        return 0;
    }

    /**
     * Fits a model. The same data and seed give the same model on the same machine.
     *
     * @param progress called with the part that is done, 0 to 1; may be called from several threads
     */
    Fit fit(TrainingData data, FitProgress progress);

    /** Hears how far the fitting is. */
    interface FitProgress {
        void done(double part);

        /** Whether nobody wants the model any more; a fitting that asks ends with a {@code CancellationException}. */
        default boolean cancelled() {
            return false;
        }
    }
}
