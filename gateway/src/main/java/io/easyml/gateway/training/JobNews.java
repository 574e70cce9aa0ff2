package io.easyml.gateway.training;

import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Wakes who waits for a job, in every gateway: the projector says which job has moved, Redis carries it to the others.
 * With Redis away they look every second; with Redis there they look now and then all the same, since a message may get
 * lost.
 */
@Component
class JobNews implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobNews.class);
    private static final ChannelTopic CHANNEL = ChannelTopic.of("easyml:jobs");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SECONDS_WITH_REDIS = 5;
    private static final Duration REDIS_LIMIT = Duration.ofMillis(500);

    private final ReactiveStringRedisTemplate redis;
    private final Sinks.Many<UUID> moved = Sinks.many().multicast().directBestEffort();
    private final Disposable.Composite listening = Disposables.composite();
    private volatile boolean redisThere;
    private volatile boolean running;

    JobNews(ReactiveStringRedisTemplate redis) {
        this.redis = redis;
    }

    /** The job has moved. Returns at once. */
    void tell(UUID jobId) {
        wake(jobId);
        var sent = redis.convertAndSend(CHANNEL.getTopic(), jobId.toString())
                .timeout(REDIS_LIMIT)
                .subscribe(heard -> {}, away -> log.debug("nobody elsewhere was woken", away));
        if (sent.isDisposed()) {
            log.trace("sent at once");
        }
    }

    /** When to look at the job: now, when it has moved, and now and then. Never fails and never ends. */
    Flux<UUID> looks(UUID jobId) {
        var nowAndThen = Flux.interval(SECOND)
                .filter(tick -> !redisThere || (tick + 1) % SECONDS_WITH_REDIS == 0)
                .onBackpressureDrop()
                .map(tick -> jobId);
        return Flux.merge(Mono.just(jobId), moved.asFlux().filter(jobId::equals), nowAndThen)
                .onBackpressureLatest();
    }

    private void wake(UUID jobId) {
        moved.emitNext(jobId, Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
    }

    @Override
    public void start() {
        running = true;
        // asking for the connection blocks until it is there or fails
        listening.add(Flux.defer(() -> redis.listenTo(CHANNEL))
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(message -> wake(UUID.fromString(message.getMessage())))
                .doOnError(away -> log.debug("job news cannot be heard", away))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, SECOND))
                .subscribe());
        listening.add(Flux.interval(SECOND)
                .onBackpressureDrop()
                .concatMap(
                        tick -> redis.hasKey("easyml:there")
                                .timeout(REDIS_LIMIT)
                                .thenReturn(true)
                                .onErrorReturn(false),
                        1)
                .subscribe(this::redisIs));
    }

    private void redisIs(boolean there) {
        if (there != redisThere) {
            log.info(there ? "job news come by Redis" : "Redis is away: who waits for a job looks every second");
        }
        redisThere = there;
    }

    @Override
    public void stop() {
        running = false;
        listening.dispose();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
