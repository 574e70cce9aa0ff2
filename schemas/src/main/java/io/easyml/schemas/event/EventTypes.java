package io.easyml.schemas.event;

import io.easyml.schemas.avro.*;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/** Every record type that stands on a topic. */
public final class EventTypes {

    private static final List<Class<? extends SpecificRecord>> ALL = List.of(
            TrainingRequested.class,
            TrainModel.class,
            StopRun.class,
            WorkerHeartbeat.class,
            TrainingQueued.class,
            TrainingStarted.class,
            AttemptFailed.class,
            TrainingInterrupted.class,
            RunStopped.class,
            TrainingSucceeded.class,
            TrainingFailed.class,
            TrainingCancelled.class,
            ModelVersionRegistered.class,
            ModelRegistrationFailed.class,
            TrainingStatus.class,
            DatasetUploaded.class,
            DatasetVersionRegistered.class,
            DatasetRegistrationFailed.class,
            ProjectCreated.class,
            ProjectUpdated.class,
            ProjectConfigChanged.class,
            ProjectDeleted.class,
            ProjectMemberSet.class,
            ProjectMemberRemoved.class,
            ModelAliasSet.class,
            ModelAliasRemoved.class,
            ModelDeployed.class,
            ModelUndeployed.class,
            UserRegistered.class,
            UserUpdated.class,
            PasswordChanged.class,
            SignInSucceeded.class,
            SignInFailed.class,
            SignedOut.class,
            AccessDenied.class,
            ApiKeyCreated.class,
            ApiKeyRevoked.class,
            DeadLetter.class);

    // Avro refuses classes that it was not told to trust; ours, beside its own
    static {
        var before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                before, type -> type.getPackageName().equals(TrainModel.class.getPackageName())));
    }

    private static final Map<String, Schema> BY_NAME = ALL.stream()
            .map(SpecificData.get()::getSchema)
            .collect(Collectors.toUnmodifiableMap(Schema::getName, Function.identity()));

    /** Schemas that earlier versions wrote with: what they left on the topics, and who is not upgraded yet, is still read. */
    private static final List<String> EARLIER = List.of(
            "TrainModel.v1.avsc",
            "TrainModel.v2.avsc",
            "TrainingQueued.v1.avsc",
            "TrainingQueued.v2.avsc",
            "TrainingRequested.v1.avsc",
            "TrainingSucceeded.v1.avsc",
            "TrainingSucceeded.v2.avsc",
            "WorkerHeartbeat.v1.avsc");

    private EventTypes() {}

    /** What earlier versions wrote with, where today's schema is another one. */
    public static List<Schema> earlierSchemas() {
        return EARLIER.stream().map(EventTypes::earlier).toList();
    }

    private static Schema earlier(String file) {
        try (var in = Objects.requireNonNull(
                EventTypes.class.getResourceAsStream("/io/easyml/schemas/earlier/" + file), file)) {
            return new Schema.Parser().parse(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Their schemas, by the record's simple name. */
    public static Map<String, Schema> schemas() {
        return BY_NAME;
    }
}
