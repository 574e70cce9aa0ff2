package io.easyml.versioning.version;

import io.easyml.schemas.storage.StorageRoot;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Leaves the .dvc file of a model's version in its folder, so that the folder alone says which version it is. */
@Component
final class FolderMark {

    private static final Logger log = LoggerFactory.getLogger(FolderMark.class);
    private static final String NAME = "model.dvc";

    private final Path models;

    FolderMark(VersioningSettings settings) {
        this.models = settings.models();
    }

    void write(String modelPath, String dvcFile) {
        try {
            var folder = StorageRoot.open(models).resolve(modelPath);
            var making = folder.resolve("." + NAME + ".new");
            Files.writeString(making, dvcFile);
            Files.move(making, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException readOnly) {
            // a convenience: the version is whole without it, also where the models root is mounted read-only
            log.atWarn()
                    .addKeyValue("model_path", modelPath)
                    .log("{} could not be left in the model folder: {}", NAME, readOnly.getMessage());
        }
    }
}
