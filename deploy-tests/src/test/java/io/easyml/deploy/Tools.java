package io.easyml.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The tools that {@code tools/prepare} makes; tests that need them are skipped, with the reason, where there is no Go. */
final class Tools {

    private static final int NO_GO = 3;
    /** Compiling Helm takes minutes on a small machine, once. */
    private static final Duration BUILD = Duration.ofMinutes(25);

    private static final Program PREPARED = Program.run(
            List.of(
                    "bash",
                    Repository.ROOT.resolve("deploy-tests/tools/prepare").toString()),
            BUILD);

    private Tools() {}

    private static Path folder() {
        Assumptions.assumeTrue(
                PREPARED.exitCode() != NO_GO,
                () -> "skipped: " + PREPARED.errors().strip());
        if (PREPARED.exitCode() != 0) {
            throw new AssertionError("deploy-tests/tools/prepare failed: " + PREPARED.errors());
        }
        return Path.of(PREPARED.output().strip());
    }

    static String program(String name) {
        return folder().resolve(name).toString();
    }

    /** Linter of Dockerfiles; not to be had for every machine. */
    static Optional<String> hadolint() {
        var program = folder().resolve("hadolint");
        return Files.isExecutable(program) ? Optional.of(program.toString()) : Optional.empty();
    }

    /** Definitions of custom resources that the chart uses. */
    static String customResources() {
        return folder().resolve("crds").toString();
    }
}
