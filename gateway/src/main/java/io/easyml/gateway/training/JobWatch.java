package io.easyml.gateway.training;

import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ClientGone;
import io.easyml.gateway.web.Uncancelled;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for jobs: until one moves, or all along its way. Who waits holds no connection to the database. */
@Component
class JobWatch {

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE_EVERY = Duration.ofSeconds(15);
    /** Then the client comes again with its access token, and goes on where it was. */
    private static final Duration LONGEST_STREAM = Duration.ofHours(1);

    private final Jobs jobs;
    private final JobNews news;
    private final Heartbeats heartbeats;

    JobWatch(Jobs jobs, JobNews news, Heartbeats heartbeats) {
        this.jobs = jobs;
        this.news = news;
        this.heartbeats = heartbeats;
    }

    /** Says that a stream of events has ended because the job has. */
    record End(String state) {}

    /** The job, as soon as its state is another than at the call, it can move no more, or the time is up. */
    Mono<Job> afterMove(Caller caller, UUID jobId, Duration wait) {
        return jobs.read(caller, jobId)
                .flatMap(job -> wait.isZero() || job.hasEnded()
                        ? Mono.just(job)
                        : looks(jobId)
                                .filter(look -> !look.state().equals(job.state()))
                                .take(wait)
                                .takeUntilOther(ClientGone.signal())
                                .next()
                                .then(jobs.read(caller, jobId)));
    }

    /**
     * The job's events after this offset, as they come, with progress between them; ends when the job has. Empty where
     * the job has ended and there is nothing more to say.
     */
    Mono<Flux<ServerSentEvent<Object>>> follow(Caller caller, UUID jobId, long after) {
        return jobs.require(caller, jobId, ProjectRole.VIEWER)
                .then(jobs.look(jobId))
                .filter(look -> !look.ended() || look.offset() > after)
                .map(look -> stream(jobId, after).takeUntilOther(ClientGone.signal()));
    }

    private Flux<ServerSentEvent<Object>> stream(UUID jobId, long after) {
        var sent = new AtomicLong(after);
        var run = new AtomicReference<@Nullable UUID>();
        var facts = looks(jobId)
                .doOnNext(look -> run.set(look.runId()))
                .concatMap(look -> since(jobId, look, sent), 1)
                .takeUntil(batch -> batch.look().ended())
                .concatMapIterable(JobWatch::events);
        return facts.publish(shared -> Flux.merge(
                        shared, Flux.merge(progress(run), keepAlive()).takeUntilOther(shared.ignoreElements())))
                .take(LONGEST_STREAM)
                // so that the client has an answer at once, also where no event comes for long
                .startWith(comment("events of job " + jobId));
    }

    private record Batch(Jobs.Look look, List<Job.Event> events) {}

    private Mono<Batch> since(UUID jobId, Jobs.Look look, AtomicLong sent) {
        return look.offset() <= sent.get()
                ? Mono.just(new Batch(look, List.of()))
                : untilItAnswers(jobs.eventsAfter(jobId, sent.get()))
                        .doOnNext(events -> {
                            if (!events.isEmpty()) {
                                sent.set(events.getLast().id());
                            }
                        })
                        .map(events -> new Batch(look, events));
    }

    private static List<ServerSentEvent<Object>> events(Batch batch) {
        var facts = batch.events().stream().map(JobWatch::event);
        var all = batch.look().ended()
                ? java.util.stream.Stream.concat(
                        facts,
                        java.util.stream.Stream.of(ServerSentEvent.<Object>builder()
                                .event("end")
                                .data(new End(batch.look().state()))
                                .build()))
                : facts;
        return all.toList();
    }

    private static ServerSentEvent<Object> event(Job.Event event) {
        return ServerSentEvent.<Object>builder()
                .id(Long.toString(event.id()))
                .event(event.type())
                .data(event)
                .build();
    }

    private Flux<ServerSentEvent<Object>> progress(AtomicReference<@Nullable UUID> run) {
        return Flux.interval(PROGRESS_EVERY)
                .onBackpressureDrop()
                .mapNotNull(tick -> heartbeats.progress(run.get()))
                .distinctUntilChanged()
                .map(progress -> ServerSentEvent.<Object>builder()
                        .event("progress")
                        .data(progress)
                        .build());
    }

    private static Flux<ServerSentEvent<Object>> keepAlive() {
        return Flux.interval(KEEP_ALIVE_EVERY).onBackpressureDrop().map(tick -> comment("keep-alive"));
    }

    private static ServerSentEvent<Object> comment(String text) {
        return ServerSentEvent.<Object>builder().comment(text).build();
    }

    private Flux<Jobs.Look> looks(UUID jobId) {
        return news.looks(jobId).concatMap(look -> untilItAnswers(jobs.look(jobId)), 1);
    }

    /** With the database away the next look may see more; a time limit or a client that goes cancels no query. */
    private static <T> Mono<T> untilItAnswers(Mono<T> query) {
        return Uncancelled.of(query).onErrorResume(DataAccessException.class, away -> Mono.empty());
    }
}
