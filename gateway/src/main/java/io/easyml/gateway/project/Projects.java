package io.easyml.gateway.project;

import io.easyml.gateway.outbox.Outbox;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.AccessDenied;
import io.easyml.schemas.avro.ProjectCreated;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Projects, and the one place that says who may do what in them. */
@Component
public class Projects {

    /** An administrator is an owner everywhere. */
    private static final String VISIBLE = """
            select p.id, p.name, p.description, p.owner_id, p.experiment_name, p.created_at,
                   coalesce(m.role, case when :admin then 'owner' end) as role
            from projects p
            left join project_members m on m.project_id = p.id and m.user_id = :caller
            where p.deleted_at is null and (m.role is not null or :admin)
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Topics topics;

    Projects(DatabaseClient database, TransactionalOperator transaction, Outbox outbox, Topics topics) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.topics = topics;
    }

    /**
     * The project, if the caller has at least this role in it. Who is no member learns nothing, not even that it exists.
     */
    public Mono<Project> require(Caller caller, UUID projectId, ProjectRole needed) {
        return database.sql(VISIBLE + " and p.id = :id")
                .bind("admin", caller.admin())
                .bind("caller", caller.userId())
                .bind("id", projectId)
                .map(Projects::project)
                .one()
                .switchIfEmpty(Mono.defer(() -> denied(caller, projectId, "not a member", notFound(projectId))))
                .flatMap(project -> ProjectRole.ofLabel(project.role()).covers(needed)
                        ? Mono.just(project)
                        : denied(
                                caller,
                                projectId,
                                "needs the role " + needed.label(),
                                ApiProblem.forbidden("This needs the role `" + needed.label()
                                        + "` in the project; yours is `" + project.role() + "`.")));
    }

    private static ApiProblem notFound(UUID projectId) {
        return ApiProblem.notFound("PROJECT_NOT_FOUND", "There is no project " + projectId + " that you can see.");
    }

    private Mono<Project> denied(Caller caller, UUID projectId, String reason, ApiProblem problem) {
        return outbox.add(
                        topics.accountEvents(),
                        caller.userId(),
                        AccessDenied.newBuilder()
                                .setUserId(caller.userId())
                                .setMethod("http")
                                .setPath("projects/" + projectId)
                                .setReason(reason)
                                .build(),
                        EventOrigin.user(caller.userId(), null, null))
                .doOnSuccess(done -> outbox.committed())
                .then(Mono.error(problem));
    }

    Mono<Project> create(Caller caller, ProjectController.NewProject asked) {
        var id = EventIds.next();
        // unique across projects by itself, and still readable in MLflow's list
        var experiment = asked.name() + "-" + id.toString().substring(24);
        var insert = database.sql("insert into projects (id, name, description, owner_id, experiment_name)"
                        + " values (:id, :name, :description, :owner, :experiment)")
                .bind("id", id)
                .bind("name", asked.name())
                .bind("owner", caller.userId())
                .bind("experiment", experiment);
        insert = asked.description() == null
                ? insert.bindNull("description", String.class)
                : insert.bind("description", asked.description());
        return insert.then()
                .then(database.sql(
                                "insert into project_members (project_id, user_id, role) values (:id, :owner, 'owner')")
                        .bind("id", id)
                        .bind("owner", caller.userId())
                        .then())
                .then(outbox.add(
                        topics.projectEvents(),
                        id,
                        ProjectCreated.newBuilder()
                                .setProjectId(id)
                                .setName(asked.name())
                                .setDescription(asked.description())
                                .setOwnerId(caller.userId())
                                .setExperimentName(experiment)
                                .setConfig(new HashMap<>())
                                .build(),
                        EventOrigin.user(caller.userId(), id, null)))
                .as(transaction::transactional)
                .onErrorMap(
                        DuplicateKeyException.class,
                        taken -> ApiProblem.conflict(
                                "PROJECT_EXISTS", "You have a project named `" + asked.name() + "` already."))
                .doOnSuccess(done -> outbox.committed())
                .then(require(caller, id, ProjectRole.OWNER));
    }

    Mono<List<Project>> list(Caller caller, @Nullable String name) {
        var query = database.sql(VISIBLE + (name == null ? "" : " and lower(p.name) = lower(:name)")
                        + " order by p.created_at, p.id limit 1000")
                .bind("admin", caller.admin())
                .bind("caller", caller.userId());
        return (name == null ? query : query.bind("name", name))
                .map(Projects::project)
                .all()
                .collectList();
    }

    private static Project project(Readable row) {
        return new Project(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                row.get("description", String.class),
                Objects.requireNonNull(row.get("owner_id", UUID.class)),
                Objects.requireNonNull(row.get("experiment_name", String.class)),
                Objects.requireNonNull(row.get("role", String.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }
}
