package io.easyml.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTests {

    private static int roundsUntilTheEnd(EarlyStopping stopping, double... losses) {
        for (int round = 0; round < losses.length; round++) {
            if (stopping.endsAt(round, losses[round])) {
                return round + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void endsWhenTheLossHasNotFallenForSomeRounds() {
        var stopping = new EarlyStopping(3, 0);

        assertThat(roundsUntilTheEnd(stopping, 9, 8, 7, 7.5, 6, 6.5, 6.4, 6.3, 1))
                .isEqualTo(8);
        assertThat(stopping.rounds()).isEqualTo(5);
    }

    @Test
    void aLossThatFallsByLessThanTheToleranceIsNoBetter() {
        var stopping = new EarlyStopping(2, 0.01);

        assertThat(roundsUntilTheEnd(stopping, 10, 9.95, 9.91, 9)).isEqualTo(3);
        assertThat(stopping.rounds()).isEqualTo(1);
    }

    @Test
    void smallFallsAddUp() {
        var stopping = new EarlyStopping(3, 0.01);

        assertThat(roundsUntilTheEnd(stopping, 10, 9.95, 9.89, 9.84, 9.78)).isEqualTo(Integer.MAX_VALUE);
        assertThat(stopping.rounds()).isEqualTo(5);
    }

    @Test
    void theUnitOfTheLossDoesNotMatter() {
        var stopping = new EarlyStopping(1, 1e-7);

        assertThat(roundsUntilTheEnd(stopping, 3e-9, 2e-9, 1e-9)).isEqualTo(Integer.MAX_VALUE);
        assertThat(stopping.rounds()).isEqualTo(3);
    }
}
