package io.easyml.gateway.training;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code GET /metrics}, in Prometheus' text format: how many jobs are open, for whoever decides how many workers there
 * should be. On a port of its own, so that what leads to the API never leads here.
 */
@Component
class QueueMetrics implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(QueueMetrics.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final QueueMetricsSettings settings;
    private final DatabaseClient database;
    private @Nullable DisposableServer server;

    QueueMetrics(QueueMetricsSettings settings, DatabaseClient database) {
        this.settings = settings;
        this.database = database;
    }

    @Override
    public void start() {
        if (settings.port() > 0) {
            server = HttpServer.create()
                    .port(settings.port())
                    .route(routes -> routes.get("/metrics", this::answer))
                    .bindNow();
        }
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return openJobs()
                .timeout(LIMIT)
                .map(QueueMetrics::text)
                .flatMap(text -> response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .sendString(Mono.just(text))
                        .then())
                .onErrorResume(away -> {
                    // no figure instead of a wrong one: whoever scales by it keeps what there is
                    log.warn("the queue cannot be counted: {}", away.toString());
                    return response.status(503).send();
                });
    }

    private Mono<Map<String, Long>> openJobs() {
        return database.sql("select state, count(*) from ml_experiments where state in ('queued', 'running')"
                        + " group by state")
                .map(row -> Map.entry(
                        Objects.requireNonNull(row.get(0, String.class)),
                        Objects.requireNonNull(row.get(1, Long.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Zeros too: a series that comes and goes cannot be scaled by. */
    static String text(Map<String, Long> counted) {
        var jobs = new TreeMap<>(Map.of("queued", 0L, "running", 0L));
        jobs.putAll(counted);
        var text = new StringBuilder("""
            # HELP easyml_jobs Jobs by state.
            # TYPE easyml_jobs gauge
            """);
        jobs.forEach((state, count) -> text.append("easyml_jobs{state=\"")
                .append(state)
                .append("\"} ")
                .append(count)
                .append('\n'));
        text.append("""
                # HELP easyml_jobs_open Jobs that need a worker: queued and running.
                # TYPE easyml_jobs_open gauge
                """);
        return text.append("easyml_jobs_open ")
                .append(jobs.values().stream().mapToLong(Long::longValue).sum())
                .append('\n')
                .toString();
    }

    @Override
    public void stop() {
        var bound = server;
        if (bound != null) {
            bound.disposeNow(LIMIT);
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
