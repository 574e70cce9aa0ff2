package io.easyml.gateway.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttentionTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** The monotonic clock may stand anywhere, also just before it turns over. */
    private static final long START = Long.MAX_VALUE - 3 * SECOND;

    private final Attention attention = new Attention();

    private void listen(int fromSecond, int toSecond) {
        for (int second = fromSecond; second <= toSecond; second++) {
            attention.reached(START + second * SECOND);
        }
    }

    private Duration silenceSince(int second) {
        return attention.span().orElseThrow().since(START + second * SECOND);
    }

    @Test
    void nothingIsSaidOfSilenceBeforeAnythingWasHeard() {
        assertThat(attention.span()).isEmpty();
    }

    @Test
    void silenceCountsFromTheLastWordButNotFromBeforeListening() {
        listen(0, 8);

        assertThat(silenceSince(6)).isEqualTo(Duration.ofSeconds(2));
        assertThat(silenceSince(-100)).isEqualTo(Duration.ofSeconds(8));
        assertThat(silenceSince(9)).isZero();
    }

    @Test
    void afterAGapOrAnOutageItCountsFromZero() {
        listen(0, 8);
        listen(20, 22);
        assertThat(silenceSince(0)).isEqualTo(Duration.ofSeconds(2));

        attention.lost();
        assertThat(attention.span()).isEmpty();
        listen(23, 24);
        assertThat(silenceSince(0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void twoSourcesCountOnlyWhereBothListened() {
        listen(0, 9);
        var other = new Attention();
        for (int second = 3; second <= 7; second++) {
            other.reached(START + second * SECOND);
        }

        var both = attention.span().orElseThrow().and(other.span().orElseThrow());
        assertThat(both.since(START)).isEqualTo(Duration.ofSeconds(4));
        assertThat(other.span()
                        .orElseThrow()
                        .and(attention.span().orElseThrow())
                        .since(START))
                .isEqualTo(Duration.ofSeconds(4));
    }
}
