package io.easyml.systemtests;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** How long a part stays away in these tests: {@code -Doutage.seconds}. */
final class Outage {

    static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("outage.seconds", 60));

    private Outage() {}

    /** Lets the time of an outage pass with work in it: a job every other second. */
    static void passes(Load load) {
        var end = System.nanoTime() + LENGTH.toNanos();
        await("the end of the outage")
                .atMost(LENGTH.multipliedBy(2).plusMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    load.offerSmall();
                    return System.nanoTime() > end;
                });
    }
}
