package io.easyml.gateway.training;

import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.Page;
import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
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
    private final Cancellation cancellation;
    private final AlgorithmCatalogue catalogue;
    private final JsonMapper json;

    TrainingController(
            TrainingDesk desk,
            IdempotencyKeys keys,
            Jobs jobs,
            Cancellation cancellation,
            AlgorithmCatalogue catalogue,
            JsonMapper json) {
        this.desk = desk;
        this.keys = keys;
        this.jobs = jobs;
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
            description = "202 with the job's address in `Location`. The same Idempotency-Key gets the same job.")
    Mono<ResponseEntity<Accepted>> train(
            @Valid @RequestBody TrainingRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Parameter(hidden = true) Caller caller) {
        return keys.once(caller, key, request, () -> desk.accept(caller, request, "rest"))
                .map(job -> ResponseEntity.accepted()
                        .location(URI.create("/api/v1/training/jobs/" + job))
                        .body(new Accepted(job, "queued")));
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
    @Operation(summary = "A job: its state, progress, metrics, version or failure")
    Mono<Job> read(@PathVariable UUID jobId, @Parameter(hidden = true) Caller caller) {
        return jobs.read(caller, jobId);
    }

    @GetMapping("/jobs/{jobId}/events")
    @Operation(summary = "A job's events, in order")
    Mono<Page<Job.Event>> events(@PathVariable UUID jobId, @Parameter(hidden = true) Caller caller) {
        return jobs.events(caller, jobId);
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
