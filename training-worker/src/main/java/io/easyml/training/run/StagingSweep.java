package io.easyml.training.run;

import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Removes, when a worker starts, the staging folders of workers that were killed on this machine. */
@Component
final class StagingSweep {

    private static final Logger log = LoggerFactory.getLogger(StagingSweep.class);

    private final ModelStore store;

    StagingSweep(ModelStore store) {
        this.store = store;
    }

    @PostConstruct
    void sweep() {
        var staging = store.stagingFolders();
        if (!Files.isDirectory(staging)) {
            return;
        }
        try (var folders = Files.list(staging)) {
            for (Path folder : folders.filter(StagingOwner::isGone).toList()) {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException left) {
            log.warn("staging folders of killed workers could not be removed: {}", left.getMessage());
        }
    }
}
