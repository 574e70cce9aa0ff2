package io.easyml.versioning.version;

import io.easyml.messaging.FaultPoint;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.announce.Announcer;
import io.easyml.versioning.dvc.DvcRepositories;
import io.easyml.versioning.dvc.DvcRepository;
import io.easyml.versioning.dvc.NewVersion;
import io.easyml.versioning.dvc.RepositoryName;
import io.easyml.versioning.dvc.StoredVersion;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes a task its steps. The caller holds the project's lock. */
@Component
final class VersionSteps {

    private static final Logger log = LoggerFactory.getLogger(VersionSteps.class);

    private final WorkList workList;
    private final Database database;
    private final VersionRows rows;
    private final StoredFiles files;
    private final DvcRepositories repositories;
    private final FolderMark folderMark;
    private final VersionFacts facts;
    private final Announcer announcer;

    VersionSteps(
            WorkList workList,
            Database database,
            VersionRows rows,
            StoredFiles files,
            DvcRepositories repositories,
            FolderMark folderMark,
            VersionFacts facts,
            Announcer announcer) {
        this.workList = workList;
        this.database = database;
        this.rows = rows;
        this.files = files;
        this.repositories = repositories;
        this.folderMark = folderMark;
        this.facts = facts;
        this.announcer = announcer;
    }

    /**
     * Goes on with a task until it is announced, or failed for bad input.
     *
     * @throws WorldAtFaultException if something is away; the task stays where it came to
     */
    VersioningTask finish(VersioningTask task) {
        var current = task;
        try {
            while (current.state().open()) {
                current = step(current);
                FaultPoint.pass("versioning-worker.after-" + current.state().label());
            }
            log.atInfo()
                    .addKeyValue("kind", current.subject().kind().label())
                    .addKeyValue("subject_id", current.subject().id())
                    .addKeyValue("project_id", current.subject().projectId())
                    .addKeyValue("tag", current.tag())
                    .log("a version is {}", current.state().label());
        } catch (BadInputException bad) {
            current = fail(current, String.valueOf(bad.getMessage()));
        }
        return current;
    }

    /** One step. */
    VersioningTask step(VersioningTask task) {
        return switch (task.state()) {
            case RECEIVED -> number(task);
            case NUMBERED -> push(task);
            case PUSHED -> record(task);
            case RECORDED -> announce(task);
            case ANNOUNCED, FAILED -> task;
        };
    }

    private VersioningTask number(VersioningTask task) {
        if (task.subject() instanceof Subject.Model model) {
            datasetFirst(model);
        }
        return database.inTransaction(() -> {
            var subject = task.subject();
            var fixed = subject.fixedVersion();
            var number = fixed != null ? fixed : rows.nextVersion(subject.projectId(), subject.name());
            var plain = RepositoryName.of(subject.name()) + "@v" + number;
            var tag = rows.nameTakenByOther(subject) ? subject.kind().label() + "/" + plain : plain;
            return moved(task, task.numbered(number, tag));
        });
    }

    private VersioningTask push(VersioningTask task) {
        var subject = task.subject();
        var repository = repositories.open(subject.projectId(), workList.anyVersion(subject.projectId()));
        var target = subject.kind().folder() + "/" + RepositoryName.of(subject.name());
        var stored =
                repository.find(task.tagName(), subject.id(), target).orElseGet(() -> store(repository, task, target));
        if (subject instanceof Subject.Model model) {
            folderMark.write(model.event().getModelPath(), repository.dvcFile(stored));
        }
        return database.inTransaction(() -> moved(task, task.pushed(stored)));
    }

    private StoredVersion store(DvcRepository repository, VersioningTask task, String target) {
        var checked = switch (task.subject()) {
            case Subject.Dataset dataset -> files.dataset(dataset.event().getDataset());
            case Subject.Model model ->
                files.model(model.event().getModelPath(), model.event().getFiles());
        };
        return repository.store(new NewVersion(
                task.tagName(),
                task.subject().id(),
                target,
                checked.source(),
                task.subject() instanceof Subject.Model,
                checked.files(),
                VersionMetadata.of(task, datasetTag(task.subject())),
                "Version " + task.number() + " of the " + task.subject().kind().label() + " "
                        + RepositoryName.of(task.subject().name())));
    }

    private VersioningTask record(VersioningTask task) {
        return database.inTransaction(() -> {
            rows.record(task);
            return moved(task, task.in(TaskState.RECORDED));
        });
    }

    private VersioningTask announce(VersioningTask task) {
        announcer.announce(facts.registered(task));
        FaultPoint.pass("versioning-worker.after-send");
        return database.inTransaction(() -> moved(task, task.in(TaskState.ANNOUNCED)));
    }

    private VersioningTask fail(VersioningTask task, String reason) {
        announcer.announce(facts.refused(task, reason));
        log.atWarn()
                .addKeyValue("kind", task.subject().kind().label())
                .addKeyValue("subject_id", task.subject().id())
                .addKeyValue("project_id", task.subject().projectId())
                .log("cannot become a version: {}", reason);
        return database.inTransaction(() -> {
            if (task.subject() instanceof Subject.Dataset dataset) {
                rows.failed(dataset.id());
            }
            // a model's number goes back: Git never saw it
            var failed = new VersioningTask(
                    task.id(),
                    task.subject(),
                    TaskState.FAILED,
                    0,
                    task.subject().fixedVersion(),
                    null,
                    null,
                    task.traceparent());
            return moved(task, failed, reason);
        });
    }

    private void datasetFirst(Subject.Model model) {
        var ref = model.event().getOrder().getDataset();
        var task = workList.dataset(model.projectId(), ref.getDataset(), ref.getVersion())
                .orElseThrow(() -> new WorldAtFaultException(
                        "dataset",
                        "the upload of " + ref.getDataset() + "@v" + ref.getVersion() + " was not heard of yet",
                        new NoSuchElementException(ref.getDataset())));
        if (task.state().open()) {
            finish(task);
        }
    }

    private @Nullable String datasetTag(Subject subject) {
        if (!(subject instanceof Subject.Model model)) {
            return null;
        }
        var ref = model.event().getOrder().getDataset();
        return workList.dataset(model.projectId(), ref.getDataset(), ref.getVersion())
                .map(VersioningTask::tag)
                .orElse(null);
    }

    private VersioningTask moved(VersioningTask from, VersioningTask to) {
        return moved(from, to, null);
    }

    private VersioningTask moved(VersioningTask from, VersioningTask to, @Nullable String error) {
        if (!workList.move(from, to, error)) {
            throw new IllegalStateException(
                    "task " + from.id() + " is not " + from.state().label() + " any more: another worker has it");
        }
        return to;
    }
}
