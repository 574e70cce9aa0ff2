package io.easyml.trainer.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * XGBoost unpacks its library (18 MB) into the temporary folder and removes it at a regular exit, which a trainer that is
 * killed does not have. On Linux a loaded library needs no file, so it goes at once.
 */
final class NativeLibrary {

    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);
    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final String NAME = "/libxgboost4j";

    private NativeLibrary() {}

    /** Removes the file of the library that this process has loaded, if it was unpacked. */
    static void removeUnpacked() {
        if (!Files.isReadable(MAPPED)) {
            return;
        }
        try {
            for (var path : unpacked()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            log.atWarn().addKeyValue("reason", left.getMessage()).log("XGBoost's unpacked library stays behind");
        }
    }

    private static List<Path> unpacked() throws IOException {
        var temporary = System.getProperty("java.io.tmpdir");
        return Files.readAllLines(MAPPED).stream()
                .filter(line -> line.contains(NAME) && line.endsWith(".so") && line.indexOf('/') > 0)
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .filter(path -> path.startsWith(temporary))
                .distinct()
                .toList();
    }
}
