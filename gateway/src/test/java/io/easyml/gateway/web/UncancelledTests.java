package io.easyml.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class UncancelledTests {

    @Test
    void workGoesOnWhenNobodyWaitsForItAndKeepsItsContext() {
        var cancelled = new AtomicBoolean();
        var done = Sinks.<String>one();
        var seen = Sinks.<String>one();
        var work = Mono.deferContextual(context -> done.asMono()
                .map(text -> text + context.get("who"))
                .doOnNext(seen::tryEmitValue)
                .doOnCancel(() -> cancelled.set(true)));

        var waiting = Uncancelled.of(work)
                .contextWrite(context -> context.put("who", " me"))
                .subscribe();
        waiting.dispose();
        done.tryEmitValue("hears");

        assertThat(cancelled).isFalse();
        assertThat(seen.asMono().block(Duration.ofSeconds(5))).isEqualTo("hears me");
    }

    @Test
    void whoWaitsGetsTheAnswerOrTheFailure() {
        assertThat(Uncancelled.of(Mono.just(1)).block(Duration.ofSeconds(5))).isEqualTo(1);
        assertThat(Uncancelled.of(Mono.empty()).blockOptional(Duration.ofSeconds(5)))
                .isEmpty();
        assertThat(Uncancelled.of(Mono.error(new IllegalStateException("so")))
                        .onErrorResume(failure -> Mono.just(String.valueOf(failure.getMessage())))
                        .block(Duration.ofSeconds(5)))
                .isEqualTo("so");
    }
}
