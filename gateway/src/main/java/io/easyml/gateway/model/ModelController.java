package io.easyml.gateway.model;

import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.project.Projects;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Models of a project. */
@RestController
@RequestMapping("/api/v1/projects/{projectId}/models")
@Tag(name = "models")
class ModelController {

    private final Projects projects;
    private final Models models;
    private final ModelArchive archive;

    ModelController(Projects projects, Models models, ModelArchive archive) {
        this.projects = projects;
        this.models = models;
        this.archive = archive;
    }

    @GetMapping
    @Operation(summary = "The models, each with its newest version")
    Mono<Page<ModelVersion.Model>> list(@PathVariable UUID projectId, @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(models.list(projectId))
                .map(found -> new Page<>(found, null));
    }

    @GetMapping("/{model}/versions")
    @Operation(summary = "The versions of a model, newest first")
    Mono<Page<ModelVersion>> versions(
            @PathVariable UUID projectId, @PathVariable String model, @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(models.versions(projectId, model))
                .map(found -> new Page<>(found, null));
    }

    @GetMapping("/{model}/versions/{version}")
    @Operation(summary = "A version: what it was trained on, by whom, how good it is, where it is")
    Mono<ModelVersion> version(
            @PathVariable UUID projectId,
            @PathVariable String model,
            @PathVariable int version,
            @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(models.version(projectId, model, version))
                .map(Models.Stored::version);
    }

    @GetMapping("/{model}/versions/{version}/content")
    @Operation(summary = "The model folder as a zip archive")
    Mono<ResponseEntity<Flux<DataBuffer>>> content(
            @PathVariable UUID projectId,
            @PathVariable String model,
            @PathVariable int version,
            @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(models.version(projectId, model, version))
                .map(stored -> ResponseEntity.ok()
                        .contentType(new MediaType("application", "zip"))
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename(model + "-v" + version + ".zip")
                                        .build()
                                        .toString())
                        .body(archive.of(stored, DefaultDataBufferFactory.sharedInstance)));
    }
}
