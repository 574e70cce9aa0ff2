package io.easyml.gateway.web;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Work that is finished also when nobody waits for it any more. A query that is cancelled while it runs may leave its
 * connection unusable in the pool (r2dbc-postgresql#661): so time limits and clients that go away end the waiting, and
 * not the query.
 */
public final class Uncancelled {

    private static final Logger log = LoggerFactory.getLogger(Uncancelled.class);

    private Uncancelled() {}

    public static <T> Mono<T> of(Mono<T> work) {
        return Mono.create(sink -> {
            var left = new AtomicBoolean();
            sink.onCancel(() -> left.set(true));
            work.contextWrite(sink.contextView())
                    .subscribe(
                            sink::success,
                            failure -> {
                                if (left.get()) {
                                    log.debug("work that nobody waited for failed", failure);
                                } else {
                                    sink.error(failure);
                                }
                            },
                            sink::success);
        });
    }
}
