package io.easyml.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one platform with two workers, started once for all that run in this JVM and taken down at the end. */
final class RunningPlatform implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class)
                .platform();
    }

    private record Shared(Platform platform, Path folder) implements AutoCloseable {

        static Shared start() {
            try {
                var folder = Files.createTempDirectory("easyml-system");
                return new Shared(Platform.start(folder.resolve("data"), 2), folder);
            } catch (Exception failed) {
                throw new AssertionError("the platform did not start", failed);
            }
        }

        @Override
        public void close() throws Exception {
            platform.close();
            delete(folder);
        }
    }

    static void delete(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
