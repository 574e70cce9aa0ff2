package io.easyml.gateway.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A client that goes away cancels no query: what waits for something may listen here instead, and end by itself. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ClientGone implements WebFilter {

    private ClientGone() {}

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var gone = Sinks.<Void>empty();
        return Uncancelled.of(chain.filter(exchange).contextWrite(context -> context.put(ClientGone.class, gone)))
                .doOnCancel(gone::tryEmitEmpty);
    }

    /** Completes when the client of this request has gone. */
    public static Mono<Void> signal() {
        return Mono.deferContextual(context -> context.<Sinks.Empty<Void>>getOrEmpty(ClientGone.class)
                .map(Sinks.Empty::asMono)
                .orElse(Mono.never()));
    }
}
