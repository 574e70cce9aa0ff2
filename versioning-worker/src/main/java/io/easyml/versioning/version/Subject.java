package io.easyml.versioning.version;

import io.easyml.schemas.avro.DatasetUploaded;
import io.easyml.schemas.avro.TrainingSucceeded;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What shall become a version: the event that asked for it. */
sealed interface Subject {

    TaskKind kind();

    /** Id of the job or of the dataset version. */
    UUID id();

    UUID projectId();

    String name();

    /** A dataset's version is fixed at upload; a model's is reserved here. */
    @Nullable
    Integer fixedVersion();

    @Nullable
    String sessionId();

    SpecificRecord event();

    record Dataset(DatasetUploaded event) implements Subject {

        @Override
        public TaskKind kind() {
            return TaskKind.DATASET;
        }

        @Override
        public UUID id() {
            return event.getDatasetVersionId();
        }

        @Override
        public UUID projectId() {
            return event.getProjectId();
        }

        @Override
        public String name() {
            return event.getDataset().getDataset();
        }

        @Override
        public Integer fixedVersion() {
            return event.getDataset().getVersion();
        }

        @Override
        public @Nullable String sessionId() {
            return null;
        }
    }

    record Model(TrainingSucceeded event) implements Subject {

        @Override
        public TaskKind kind() {
            return TaskKind.MODEL;
        }

        @Override
        public UUID id() {
            return event.getJobId();
        }

        @Override
        public UUID projectId() {
            return event.getProjectId();
        }

        @Override
        public String name() {
            return event.getOrder().getModelName();
        }

        @Override
        public @Nullable Integer fixedVersion() {
            return null;
        }

        @Override
        public @Nullable String sessionId() {
            return event.getOrder().getSessionId();
        }
    }

    static Subject of(SpecificRecord event) {
        return switch (event) {
            case DatasetUploaded uploaded -> new Dataset(uploaded);
            case TrainingSucceeded succeeded -> new Model(succeeded);
            default -> throw new IllegalStateException(event.getSchema().getName() + " asks for no version");
        };
    }
}
