package io.easyml.gateway.project;

import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Projects. */
@RestController
@Tag(name = "projects")
class ProjectController {

    private final Projects projects;

    ProjectController(Projects projects) {
        this.projects = projects;
    }

    record NewProject(
            @NotNull
            @Pattern(
                    regexp = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}",
                    message = "must be 1 to 100 letters, digits, spaces, '.', '_' and '-', starting with a letter"
                            + " or digit")
            String name,

            @Nullable @Size(max = 2000) String description) {}

    @PostMapping({"/api/v1/projects/", "/api/v1/projects"})
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a project; its creator owns it")
    Mono<Project> create(@Valid @RequestBody NewProject project, @Parameter(hidden = true) Caller caller) {
        return projects.create(caller, project);
    }

    @GetMapping({"/api/v1/projects/", "/api/v1/projects"})
    @Operation(summary = "The projects that I am a member of")
    Mono<Page<Project>> list(
            @RequestParam(required = false) @Nullable String name, @Parameter(hidden = true) Caller caller) {
        return projects.list(caller, name).map(found -> new Page<>(found, null));
    }

    @GetMapping("/api/v1/projects/{projectId}")
    @Operation(summary = "One project")
    Mono<Project> read(@PathVariable UUID projectId, @Parameter(hidden = true) Caller caller) {
        return projects.require(caller, projectId, ProjectRole.VIEWER);
    }
}
