package io.easyml.gateway.training;

import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.gateway.web.Page;
import io.easyml.gateway.web.Preference;
import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Training jobs. */
@RestController
@RequestMapping("/api/v1/training")
@Tag(name = "training")
class TrainingController {

    private final TrainingDesk desk;
    private final IdempotencyKeys keys;
    private final Jobs jobs;
    private final JobWatch watch;
    private final RunLogs logs;
    private final Cancellation cancellation;
    private final AlgorithmCatalogue catalogue;
    private final JsonMapper json;

    TrainingController(
            TrainingDesk desk,
            IdempotencyKeys keys,
            Jobs jobs,
            JobWatch watch,
            RunLogs logs,
            Cancellation cancellation,
            AlgorithmCatalogue catalogue,
            JsonMapper json) {
        this.desk = desk;
        this.keys = keys;
        this.jobs = jobs;
        this.watch = watch;
        this.logs = logs;
        this.cancellation = cancellation;
        this.catalogue = catalogue;
        this.json = json;
    }

    /** The answer to a submission. */
    record Accepted(UUID jobId, String state) {}

    /** Why a job is cancelled, if somebody likes to say. */
    record CancelRequest(@Nullable @Size(max = 1000) String reason) {}

    /** What would be run. */
    record Validated(
            boolean valid, String fileId, String modelName, JsonNode hyperparameters, JsonNode evaluation, long seed) {}

    /** An algorithm, with the JSON Schema of its hyperparameters. */
    record ModelType(String name, String task, String title, String summary, JsonNode hyperparameters) {}

    @PostMapping("/train")
    @Operation(
            summary = "Submit a job",
            description = "202 with the job's address in `Location`. The same Idempotency-Key gets the same job. With"
                    + " `Prefer: wait=N` the answer comes when the job is not queued any more, or after N s (at most"
                    + " 60).")
    Mono<ResponseEntity<Accepted>> train(
            @Valid @RequestBody TrainingRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = Preference.PREFER, required = false) @Nullable List<String> prefer,
            @Parameter(hidden = true) Caller caller) {
        var wait = Preference.wait(prefer);
        return keys.once(caller, key, request, () -> desk.accept(caller, request, "rest"))
                .flatMap(job -> wait.isEmpty()
                        ? Mono.just(new Accepted(job, "queued"))
                        : watch.afterMove(caller, job, wait.get()).map(now -> new Accepted(job, now.state())))
                .map(accepted -> applied(ResponseEntity.accepted(), wait)
                        .location(URI.create("/api/v1/training/jobs/" + accepted.jobId()))
                        .body(accepted));
    }

    private static ResponseEntity.BodyBuilder applied(ResponseEntity.BodyBuilder answer, Optional<Duration> wait) {
        return wait.map(applied -> answer.header(Preference.APPLIED, Preference.applied(applied)))
                .orElse(answer);
    }

    @PostMapping("/validate")
    @Operation(summary = "Check a job as /train does; nothing runs")
    Mono<Validated> validate(@Valid @RequestBody TrainingRequest request, @Parameter(hidden = true) Caller caller) {
        return desk.resolve(caller, request).map(resolved -> {
            var order = resolved.order();
            return new Validated(
                    true,
                    order.getDataset().getDataset() + "@v" + order.getDataset().getVersion(),
                    order.getModelName(),
                    json.valueToTree(order.getHyperparameters()),
                    json.valueToTree(order.getEvaluation()),
                    order.getSeed());
        });
    }

    @GetMapping("/jobs")
    @Operation(summary = "Jobs of my projects, newest first")
    Mono<Page<Job.Summary>> list(
            @RequestParam(name = "project_id", required = false) @Nullable UUID projectId,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(required = false) @Nullable UUID cursor,
            @RequestParam(defaultValue = "50") int limit,
            @Parameter(hidden = true) Caller caller) {
        return Mono.defer(() -> jobs.list(caller, new JobFilter(projectId, state, sessionId, cursor, limit)));
    }

    @GetMapping("/jobs/{jobId}")
    @Operation(
            summary = "A job: its state, progress, metrics, version or failure",
            description = "With `Prefer: wait=N` the answer comes when its state changes, or after N s (at most 60).")
    Mono<ResponseEntity<Job>> read(
            @PathVariable UUID jobId,
            @RequestHeader(name = Preference.PREFER, required = false) @Nullable List<String> prefer,
            @Parameter(hidden = true) Caller caller) {
        var wait = Preference.wait(prefer);
        return watch.afterMove(caller, jobId, wait.orElse(Duration.ZERO))
                .map(job -> applied(ResponseEntity.ok(), wait).body(job));
    }

    @GetMapping("/jobs/{jobId}/events")
    @Operation(summary = "A job's events, in order")
    Mono<Page<Job.Event>> events(@PathVariable UUID jobId, @Parameter(hidden = true) Caller caller) {
        return jobs.events(caller, jobId);
    }

    @GetMapping(path = "/jobs/{jobId}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "A job's events as they come (server-sent events)",
            description =
                    "An event's id is its offset: `Last-Event-ID` goes on after it. `progress` comes between them,"
                            + " `end` after the last; 204 where the job has ended and there is nothing more.")
    Mono<ResponseEntity<Flux<ServerSentEvent<Object>>>> follow(
            @PathVariable UUID jobId,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            @Parameter(hidden = true) Caller caller) {
        return Mono.defer(() -> watch.follow(caller, jobId, offset(last)))
                .map(events -> ResponseEntity.ok()
                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .header("X-Accel-Buffering", "no")
                        .body(events))
                .defaultIfEmpty(ResponseEntity.noContent().build());
    }

    private static long offset(@Nullable String last) {
        try {
            return last == null || last.isBlank() ? -1 : Long.parseLong(last.strip());
        } catch (NumberFormatException noOffset) {
            throw ApiProblem.invalid(
                    "REQUEST_INVALID",
                    "Last-Event-ID",
                    "Last-Event-ID is `" + last + "`; it must be the id of an event of this job, a number");
        }
    }

    @GetMapping(path = "/jobs/{jobId}/logs")
    @Operation(
            summary = "What the job's runs wrote down",
            description = "Text by default; JSON with `Accept: application/json`, one item a run. `attempt` picks one.")
    Mono<ResponseEntity<Flux<DataBuffer>>> logs(
            @PathVariable UUID jobId,
            @RequestParam(required = false) @Nullable Integer attempt,
            @Parameter(hidden = true) Caller caller) {
        return logs.of(caller, jobId, attempt)
                .map(found -> ResponseEntity.ok()
                        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                        .header("X-Content-Type-Options", "nosniff")
                        .body(logs.text(found)));
    }

    /** A run with its log. */
    record LoggedRun(int attempt, UUID runId, long sizeBytes, Instant changedAt, List<String> lines) {}

    @GetMapping(path = "/jobs/{jobId}/logs", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "What the job's runs wrote down, one item a run")
    Mono<Page<LoggedRun>> logsAsJson(
            @PathVariable UUID jobId,
            @RequestParam(required = false) @Nullable Integer attempt,
            @Parameter(hidden = true) Caller caller) {
        return logs.of(caller, jobId, attempt)
                .flatMapMany(Flux::fromIterable)
                .concatMap(run -> logs.lines(run)
                        .map(lines ->
                                new LoggedRun(run.attempt(), run.runId(), run.sizeBytes(), run.changedAt(), lines)))
                .collectList()
                .map(runs -> new Page<>(runs, null));
    }

    @PostMapping("/jobs/{jobId}/cancel")
    @Operation(
            summary = "Cancel a job; again does no harm",
            description = "202 while it is `cancelling`, 200 once it is `cancelled`, 409 JOB_ALREADY_DECIDED after an"
                    + " outcome.")
    Mono<ResponseEntity<Job>> cancel(
            @PathVariable UUID jobId,
            @Valid @RequestBody(required = false) @Nullable CancelRequest request,
            @Parameter(hidden = true) Caller caller) {
        return cancellation
                .cancel(caller, jobId, request == null ? null : request.reason())
                .map(job -> ResponseEntity.status(job.state().equals("cancelled") ? HttpStatus.OK : HttpStatus.ACCEPTED)
                        .body(job));
    }

    @GetMapping("/model-types")
    @Operation(summary = "The algorithms with their hyperparameters")
    Page<ModelType> modelTypes() {
        return new Page<>(catalogue.all().stream().map(this::modelType).toList(), null);
    }

    private ModelType modelType(AlgorithmDescription algorithm) {
        return new ModelType(
                algorithm.name(),
                algorithm.task().label(),
                algorithm.title(),
                algorithm.summary(),
                json.readTree(algorithm.jsonSchema().toString()));
    }
}
