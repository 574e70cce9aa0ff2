package io.easyml.versioning.version;

import io.easyml.schemas.avro.DatasetRegistrationFailed;
import io.easyml.schemas.avro.DatasetVersionRegistered;
import io.easyml.schemas.avro.ModelRegistrationFailed;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.topic.Topics;
import io.easyml.versioning.announce.Fact;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

/** What is said about a task when it ends. */
@Component
final class VersionFacts {

    private final Topics topics;

    VersionFacts(Topics topics) {
        this.topics = topics;
    }

    Fact registered(VersioningTask task) {
        var stored = task.storedVersion();
        return fact(
                task,
                switch (task.subject()) {
                    case Subject.Dataset dataset ->
                        DatasetVersionRegistered.newBuilder()
                                .setDatasetVersionId(dataset.id())
                                .setProjectId(dataset.projectId())
                                .setDataset(dataset.name())
                                .setVersion(task.number())
                                .setGitTag(stored.tag())
                                .setGitCommit(stored.commit())
                                .setDvcMd5(stored.md5())
                                .setDvcPath(stored.dvcPath())
                                .build();
                    case Subject.Model model ->
                        ModelVersionRegistered.newBuilder()
                                .setJobId(model.id())
                                .setProjectId(model.projectId())
                                .setRunId(model.event().getRunId())
                                .setModelName(model.name())
                                .setVersion(task.number())
                                .setModelPath(model.event().getModelPath())
                                .setGitTag(stored.tag())
                                .setGitCommit(stored.commit())
                                .setDvcMd5(stored.md5())
                                .setDvcPath(stored.dvcPath())
                                .setDataset(
                                        model.event().getOrder().getDataset().getDataset())
                                .setDatasetVersion(
                                        model.event().getOrder().getDataset().getVersion())
                                .build();
                });
    }

    Fact refused(VersioningTask task, String reason) {
        var code = FailureCode.REGISTRATION_FAILED;
        return fact(
                task,
                switch (task.subject()) {
                    case Subject.Dataset dataset ->
                        DatasetRegistrationFailed.newBuilder()
                                .setDatasetVersionId(dataset.id())
                                .setProjectId(dataset.projectId())
                                .setDataset(dataset.name())
                                .setVersion(dataset.fixedVersion())
                                .setCode(code.name())
                                .setFailureClass(code.failureClass().label())
                                .setMessage(reason)
                                .build();
                    case Subject.Model model ->
                        ModelRegistrationFailed.newBuilder()
                                .setJobId(model.id())
                                .setProjectId(model.projectId())
                                .setRunId(model.event().getRunId())
                                .setCode(code.name())
                                .setFailureClass(code.failureClass().label())
                                .setMessage(reason)
                                .build();
                });
    }

    private Fact fact(VersioningTask task, SpecificRecord record) {
        var subject = task.subject();
        var topic = switch (subject.kind()) {
            case DATASET -> topics.datasetEvents();
            case MODEL -> topics.trainingEvents();
        };
        return new Fact(
                topic, subject.id(), task.id(), subject.projectId(), subject.sessionId(), task.traceparent(), record);
    }
}
