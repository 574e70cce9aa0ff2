package io.easyml.gateway.dataset;

import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.project.Projects;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.gateway.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Datasets of a project. */
@RestController
@RequestMapping("/api/v1/projects/{projectId}/datasets")
@Tag(name = "datasets")
class DatasetController {

    private final Projects projects;
    private final Datasets datasets;
    private final Upload upload;
    private final DatasetShelf shelf;
    private final StorageRoots roots;

    DatasetController(Projects projects, Datasets datasets, Upload upload, DatasetShelf shelf, StorageRoots roots) {
        this.projects = projects;
        this.datasets = datasets;
        this.upload = upload;
        this.shelf = shelf;
        this.roots = roots;
    }

    /** A dataset with all its versions, newest first. */
    record DatasetDetails(String fileId, List<Dataset> versions) {}

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary =
                    "Upload a table (CSV, gzipped or not, or Parquet) as part `file`, with a `name` if it shall have another",
            description = "201 for a new version, 200 where the same name has the same bytes already.")
    Mono<ResponseEntity<Dataset>> upload(
            @PathVariable UUID projectId,
            @RequestBody Flux<PartEvent> parts,
            @Parameter(hidden = true) @RequestHeader HttpHeaders headers,
            @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.EDITOR)
                .doOnNext(project -> upload.checkAnnounced(headers.getContentLength()))
                .then(upload.receive(parts))
                .flatMap(received -> shelf.place(caller, projectId, received))
                .map(placed -> ResponseEntity.status(placed.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                        .header(
                                HttpHeaders.LOCATION,
                                "/api/v1/projects/" + projectId + "/datasets/"
                                        + placed.dataset().fileId())
                        .body(placed.dataset()));
    }

    @GetMapping
    @Operation(summary = "The newest version of each dataset")
    Mono<Page<Dataset>> list(@PathVariable UUID projectId, @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(datasets.newest(projectId))
                .map(found -> new Page<>(found, null));
    }

    @GetMapping("/{fileId}")
    @Operation(summary = "A dataset with its versions")
    Mono<DatasetDetails> read(
            @PathVariable UUID projectId, @PathVariable String fileId, @Parameter(hidden = true) Caller caller) {
        var name = FileId.of(fileId);
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(datasets.find(projectId, name))
                .then(datasets.versions(projectId, name.dataset()))
                .map(versions -> new DatasetDetails(name.dataset(), versions));
    }

    @GetMapping("/{fileId}/content")
    @Operation(summary = "The file, as it was uploaded")
    Mono<ResponseEntity<Resource>> content(
            @PathVariable UUID projectId, @PathVariable String fileId, @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER)
                .then(datasets.find(projectId, FileId.of(fileId)))
                .map(stored -> {
                    Resource file = new FileSystemResource(roots.datasets().resolve(stored.path()));
                    if (!file.exists()) {
                        throw ApiProblem.of(
                                HttpStatus.SERVICE_UNAVAILABLE, "STORAGE_UNAVAILABLE", "The file cannot be read now.");
                    }
                    return ResponseEntity.ok()
                            .contentType(type(stored.dataset().dataset()))
                            .header(
                                    HttpHeaders.CONTENT_DISPOSITION,
                                    ContentDisposition.attachment()
                                            .filename(stored.dataset().dataset())
                                            .build()
                                            .toString())
                            .header("X-Content-Type-Options", "nosniff")
                            .body(file);
                });
    }

    private static MediaType type(String name) {
        if (name.endsWith(".gz")) {
            return new MediaType("application", "gzip");
        }
        return name.endsWith(".parquet")
                ? new MediaType("application", "vnd.apache.parquet")
                : new MediaType("text", "csv");
    }
}
