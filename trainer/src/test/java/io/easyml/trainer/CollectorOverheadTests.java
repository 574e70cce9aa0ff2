package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CollectorOverheadTests {

    private final AtomicLong collected = new AtomicLong();
    private final AtomicInteger ended = new AtomicInteger();
    private final CollectorOverhead overhead = new CollectorOverhead(collected::get, ended::incrementAndGet);

    private void window(long collectedMillis) {
        collected.addAndGet(collectedMillis);
        overhead.windowEnds(5_000);
    }

    @Test
    void threeWindowsOfLittleButCollectionAreTooMuch() {
        window(4_900);
        window(4_900);
        assertThat(ended).hasValue(0);
        window(4_900);
        assertThat(ended).hasValue(1);
    }

    @Test
    void aWindowInWhichWorkWasDoneBeginsTheCountAnew() {
        window(4_900);
        window(4_900);
        window(1_000);
        window(4_900);
        window(4_900);
        assertThat(ended).hasValue(0);
    }
}
