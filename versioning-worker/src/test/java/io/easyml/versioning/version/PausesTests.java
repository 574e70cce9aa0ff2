package io.easyml.versioning.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTests {

    @Test
    void pausesGrowFromHalfASecondToThirtySeconds() {
        assertThat(IntStream.of(0, 1, 2, 5, 6, 7, 100, Integer.MAX_VALUE)
                        .mapToLong(tries -> Pauses.after(tries).toMillis()))
                .containsExactly(500L, 1000L, 2000L, 16_000L, 30_000L, 30_000L, 30_000L, 30_000L);
    }
}
